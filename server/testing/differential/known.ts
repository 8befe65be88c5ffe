import { isEqual } from "@/server/lib/equal";
import type { Comparable, Difference } from "./compare";
import { isTree } from "./mutate";

interface Known {
  readonly why: string;
  fits(difference: Difference): boolean;
}

/** What differs on purpose, each with its reason. */
const known: readonly Known[] = [
  {
    why: "the real server's own handler panics over it",
    fits: ({ theirs }) => theirs.code === 0,
  },
  {
    why: "what a patch makes unreadable is named field by field; Kubernetes prints the whole patch as one cause",
    fits: ({ asking, ours, theirs }) =>
      asking.method === "PATCH" &&
      both(ours, theirs, 422) &&
      (theirs.causes ?? []).every((one) => /^patch |^undefined/.test(one)),
  },
  {
    why: "a patch that does not fit a list is the client's fault, where Kubernetes says 500 or joins it by an empty key",
    fits: ({ asking, ours, theirs }) =>
      asking.method === "PATCH" && ours.code === 400 && [422, 500].includes(theirs.code),
  },
  {
    why: "whether the object is there, and is the one that is meant, is said before what is wrong with the body",
    fits: ({ asking, ours, theirs }) =>
      ["PUT", "PATCH", "POST"].includes(asking.method) && [404, 409].includes(ours.code) && theirs.code === 400,
  },
  {
    why: "what is wrong with an update is said before that it is of an older state",
    fits: ({ asking, ours, theirs }) => asking.method === "PUT" && ours.code === 422 && theirs.code === 409,
  },
  {
    why: "an update creates nothing; Kubernetes does so for Services and some others",
    fits: ({ asking, ours, theirs }) =>
      asking.method === "PUT" && ours.code === 404 && [201, 409, 422].includes(theirs.code),
  },
  {
    why: "an update without a resourceVersion overwrites; Kubernetes refuses that for some kinds",
    fits: ({ ours, theirs }) => ours.code === 200 && theirs.code === 422 && isEqual(theirs.causes, [needsVersion]),
  },
  {
    why: "the real cluster's deployment controller has annotated it, which an update takes away again",
    fits: ({ kind, ours, theirs }) =>
      kind === "Deployment" && isEqual(without(ours.object, "generation"), without(theirs.object, "generation")),
  },
  {
    why: "ports that are said twice are refused as such, before any node port is given out for them",
    fits: ({ kind, ours, theirs }) => kind === "Service" && ours.code === 422 && theirs.code === 500,
  },
  {
    why: "an EndpointSlice's port must be one; Kubernetes does not look",
    fits: ({ kind, ours, theirs }) =>
      kind === "EndpointSlice" &&
      ours.code === 422 &&
      theirs.code < 300 &&
      (ours.causes ?? []).every((one) => /^ports\[\d+\]\.port /.test(one)),
  },
  {
    why: "replacing what is not there is refused, as RFC 6902 has it; Kubernetes adds it",
    fits: ({ asking, ours, theirs }) =>
      asking.type === "application/json-patch+json" && ours.code === 422 && theirs.code === 200,
  },
  {
    why: "a null in a list, and a list where bytes belong, is of the wrong type; Go reads them as something empty",
    fits: ({ asking, ours, theirs }) =>
      [400, 422].includes(ours.code) && [200, 201, 422].includes(theirs.code) && hasOddity(asking.body),
  },
  {
    why: "a pod's deletion is answered with the pod as it was; Kubernetes shows it marked",
    fits: ({ kind, asking, ours, theirs }) => kind === "Pod" && asking.method === "DELETE" && both(ours, theirs, 200),
  },
  {
    why: "a Job takes its pods with it unless asked otherwise; Kubernetes orphans them, for the sake of older clients",
    fits: ({ kind, asking, ours, theirs }) => kind === "Job" && asking.method === "DELETE" && both(ours, theirs, 200),
  },
  {
    why: "an empty list, map or text is kept as it was sent, a null is left out; Go leaves out or prints one for another",
    fits: ({ ours, theirs }) => ours.code === theirs.code && isEqual(bare(ours.object), bare(theirs.object)),
  },
];

const needsVersion = "metadata.resourceVersion FieldValueInvalid Invalid value: 0: must be specified for an update";

/** Why it differs; undefined when nothing explains it. */
export function explain(difference: Difference): string | undefined {
  return known.find(({ fits }) => fits(difference))?.why;
}

/** A null in a list, or a list under `data`. */
function hasOddity(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((part) => part === null || hasOddity(part));
  if (!isTree(value)) return false;
  return Object.entries(value).some(([key, part]) =>
    isTree(part) ? hasOddity(part) || (key === "data" && Object.values(part).some(Array.isArray)) : hasOddity(part),
  );
}

function both(ours: Comparable, theirs: Comparable, code: number): boolean {
  return ours.code === code && theirs.code === code;
}

function without(object: unknown, field: string): unknown {
  if (!isTree(object) || !isTree(object.metadata)) return undefined;
  const { [field]: _left, ...metadata } = object.metadata;
  return { ...object, metadata };
}

/** Without nulls and empty texts, lists and maps, deep down. */
function bare(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(bare);
  if (!isTree(value)) return value === null || value === "" ? undefined : value;
  const kept = Object.entries(value).flatMap(([key, part]) => {
    const left = bare(part);
    return left === undefined ? [] : [[key, left] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}
