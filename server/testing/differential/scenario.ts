import fc from "fast-check";
import defaultCases from "@/server/objects/fixtures/defaults.generated.json";
import { builtInKinds } from "@/server/objects/registry";
import type { Asking } from "../realKube";
import { isTree, mutated, type Tree } from "./mutate";

/** A few requests about one object, the first of which creates it. */
export interface Scenario {
  readonly kind: string;
  readonly requests: readonly Asking[];
}

/** Kinds whose objects a cluster's own parts would change or act on between two requests. */
const busy = new Set(["Node", "Namespace", "PriorityClass"]);

const templates = defaultCases
  .map(({ manifest }) => manifest as unknown as Tree)
  .filter(({ kind }) => !busy.has(String(kind)));

const createQueries = fc.constantFrom(
  ...["", "", "", "", "?dryRun=All", "?dryRun=Some", "?fieldValidation=Strict", "?fieldValidation=Ignore"],
  ...["?fieldValidation=Warn", "?fieldValidation=Lenient", "?fieldManager=tester", `?fieldManager=${"m".repeat(129)}`],
);
const patchQueries = fc.constantFrom("", "", "", "?dryRun=All", "?fieldValidation=Strict", "?fieldManager=tester");
const selectors = fc.constantFrom(
  ...["labelSelector=app%3Dd", "labelSelector=app", "labelSelector=!app", "labelSelector=app%20in%20(a,b)"],
  ...["labelSelector=app%20in%20()", "labelSelector=a%20b", "labelSelector=-x%3D1", "labelSelector=app!%3Dd,tier"],
  ...["fieldSelector=metadata.name%3Dx", "fieldSelector=spec.bogus%3D1", "fieldSelector=metadata.name", "limit=-1"],
  ...["limit=x", "resourceVersion=x", "resourceVersionMatch=Exact", "continue=bogus", "limit=1"],
  ...["resourceVersionMatch=Sometimes&resourceVersion=1", "resourceVersion=0&resourceVersionMatch=Exact"],
);
const deletions = fc.constantFrom<unknown>(
  ...[undefined, { propagationPolicy: "Background" }, { propagationPolicy: "Sideways" }, { dryRun: ["All"] }],
  ...[{ preconditions: { uid: "00000000-0000-0000-0000-000000000000" } }, { preconditions: { resourceVersion: "1" } }],
  ...[{ gracePeriodSeconds: -1 }, { dryRun: ["Some"] }, { gracePeriodSeconds: 0, dryRun: ["All"] }],
);

/** Of the object's name: evenly drawn, so that hardly two scenarios share one. */
const serials = fc.noBias(fc.integer({ min: 0, max: 2 ** 40 }));

/** Scenarios in a namespace: the valid manifests of Kubernetes' kinds, with holes, odd values and unknown fields. */
export function scenarios(namespace: string): fc.Arbitrary<Scenario> {
  return fc.tuple(fc.constantFrom(...templates), serials, fc.boolean()).chain(([template, serial, isFaulty]) => {
    const name = `d${serial.toString(36)}`;
    const metadata = { ...(template.metadata as Tree), namespace, name };
    const manifest: Tree = { ...template, metadata };
    const path = collectionOf(manifest, namespace);
    const create = fc
      .tuple(isFaulty ? mutated(manifest) : fc.constant(manifest), createQueries)
      .map(([body, query]): Asking => ({ method: "POST", url: `${path}${query}`, body }));
    const follow = fc.oneof(
      { weight: 5, arbitrary: patches(manifest, `${path}/${name}`) },
      { weight: 2, arbitrary: updates(manifest, `${path}/${name}`) },
      { weight: 1, arbitrary: selectors.map((query): Asking => ({ method: "GET", url: `${path}?${query}` })) },
      {
        weight: 1,
        arbitrary: deletions.map((body): Asking => ({ method: "DELETE", url: `${path}/${name}`, body })),
      },
    );
    const follows = isFaulty ? fc.constant<Asking[]>([]) : fc.array(follow, { minLength: 1, maxLength: 4 });
    return fc.tuple(create, follows).map(([first, rest]) => ({
      kind: String(manifest.kind),
      requests: [first, ...rest],
    }));
  });
}

function updates(manifest: Tree, url: string): fc.Arbitrary<Asking> {
  const versions = fc.constantFrom({}, {}, { resourceVersion: "1" }, { uid: "00000000-0000-0000-0000-000000000000" });
  return fc.tuple(fc.oneof(fc.constant(manifest), mutated(manifest)), versions).map(([body, version]) => {
    const metadata = isTree(body.metadata) ? { ...body.metadata, ...version } : body.metadata;
    return { method: "PUT", url, body: { ...body, metadata } };
  });
}

function patches(manifest: Tree, path: string): fc.Arbitrary<Asking> {
  const spec = fc.tuple(mutated(manifest), patchQueries);
  const whole = (type: string) =>
    spec.map(([body, query]): Asking => {
      const { apiVersion: _version, kind: _kind, ...rest } = body;
      return { method: "PATCH", url: path + query, type, body: rest };
    });
  const step = fc.record({
    op: fc.constantFrom("add", "replace", "remove", "test", "copy", "leap"),
    path: fc.constantFrom(
      "/metadata/labels",
      "/metadata/labels/a",
      "/spec/replicas",
      "/data/a",
      "/spec",
      "/bogus",
      "x",
    ),
    value: fc.constantFrom<unknown>(1, "1", null, { a: "b" }, -1),
  });
  return fc.oneof(
    whole("application/merge-patch+json"),
    whole("application/strategic-merge-patch+json"),
    fc
      .tuple(fc.array(step, { maxLength: 3 }), patchQueries)
      .map(
        ([body, query]): Asking => ({ method: "PATCH", url: path + query, type: "application/json-patch+json", body }),
      ),
  );
}

function collectionOf({ apiVersion, kind }: Tree, namespace: string): string {
  const version = String(apiVersion);
  const found = builtInKinds.find((one) => one.kind === kind);
  const root = version.includes("/") ? `/apis/${version}` : `/api/${version}`;
  return `${root}/namespaces/${namespace}/${found?.plural}`;
}
