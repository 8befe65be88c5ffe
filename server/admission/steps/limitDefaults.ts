import type { Container, LimitRange, Pod } from "@/server/objects/types";
import type { AdmissionStep } from "../request";

const annotation = "kubernetes.io/limit-ranger";
type Quantities = Record<string, string | number>;

/** What a container does not say of its resources, the LimitRanges of its namespace say. After `LimitRanger`. */
export const limitDefaults: AdmissionStep = {
  name: "limitDefaults",
  async admit(object, { kind, verb, subresource }, { lookups }) {
    if (kind.kind !== "Pod" || kind.group !== "" || verb !== "create" || subresource) return object;
    const ranges = (await lookups.list("limitranges", object.metadata.namespace)) as readonly LimitRange[];
    return ranges.reduce((pod, range) => withDefaults(pod, range), object as Pod);
  },
};

interface Given {
  readonly limits: Quantities;
  readonly requests: Quantities;
}

function withDefaults(pod: Pod, { spec }: LimitRange): Pod {
  const items = (spec.limits ?? []).filter(({ type }) => type === "Container");
  const limits: Quantities = Object.assign({}, ...items.map((item) => item.default ?? {}));
  const requests: Quantities = Object.assign({}, ...items.map((item) => item.defaultRequest ?? {}));
  if (Object.keys(limits).length === 0 && Object.keys(requests).length === 0) return pod;
  const told: string[] = [];
  const fill = (what: string) => (container: Container) => filled(container, { limits, requests }, { what, told });
  const { containers, initContainers } = pod.spec;
  const next = {
    ...pod.spec,
    containers: containers.map(fill("container")),
    ...(initContainers && { initContainers: initContainers.map(fill("init container")) }),
  };
  if (told.length === 0) return pod;
  const annotations = { ...pod.metadata.annotations, [annotation]: `LimitRanger plugin set: ${told.join("; ")}` };
  return { ...pod, metadata: { ...pod.metadata, annotations }, spec: next };
}

function filled(
  container: Container,
  given: Given,
  { what, told }: { readonly what: string; readonly told: string[] },
): Container {
  const { resources } = container;
  const add = (list: "requests" | "limits", word: string) => {
    const missing = Object.keys(given[list]).filter((name) => resources?.[list]?.[name] === undefined);
    if (missing.length > 0) told.push(`${missing.sort().join(", ")} ${word} for ${what} ${container.name}`);
    return missing.length > 0 ? { [list]: { ...given[list], ...resources?.[list] } } : {};
  };
  return { ...container, resources: { ...resources, ...add("requests", "request"), ...add("limits", "limit") } };
}
