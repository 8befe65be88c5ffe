import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { parseAllDocuments } from "yaml";
import type { Manifest } from "@/server/objects/types";

type Tree = { [key: string]: unknown };
type Steps = readonly (string | number)[];

const examples = path.resolve(import.meta.dirname, "../../examples");

const more: Manifest[] = [
  { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "settings", namespace: "default" }, data: { a: "1" } },
  {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: "keys", namespace: "default" },
    type: "Opaque",
    data: { a: "MQ==" },
  },
  {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "one", namespace: "default", labels: { app: "one" } },
    spec: {
      nodeSelector: { zone: "a" },
      tolerations: [{ key: "k", operator: "Exists", effect: "NoSchedule" }],
      initContainers: [{ name: "before", image: "busybox", command: ["true"] }],
      containers: [
        {
          name: "main",
          image: "busybox",
          env: [{ name: "A", valueFrom: { configMapKeyRef: { name: "settings", key: "a" } } }],
          ports: [{ name: "http", containerPort: 80 }],
          volumeMounts: [{ name: "data", mountPath: "/data" }],
          livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 5 },
          resources: { requests: { cpu: "100m" }, limits: { cpu: "1" } },
        },
      ],
      volumes: [{ name: "data", emptyDir: {} }],
    },
  },
  {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name: "every", namespace: "default" },
    spec: {
      selector: { matchLabels: { app: "every" } },
      template: {
        metadata: { labels: { app: "every" } },
        spec: { containers: [{ name: "main", image: "busybox" }] },
      },
    },
  },
];

/** Valid manifests of many kinds: the examples, and what they lack. */
export function validManifests(): Manifest[] {
  const files = fs.readdirSync(examples).filter((name) => name.endsWith(".yaml"));
  const offered = files.flatMap((file) =>
    parseAllDocuments(fs.readFileSync(path.join(examples, file), "utf8")).map((document): Manifest => document.toJS()),
  );
  return [...offered, ...more].map((manifest) => ({
    ...manifest,
    metadata: { namespace: "default", ...manifest.metadata },
  }));
}

/** Maps whose keys are anybody's: an unknown one is none there. */
const freeMaps = new Set([
  "labels",
  "annotations",
  "matchLabels",
  "nodeSelector",
  "data",
  "stringData",
  "requests",
  "limits",
  "selector",
]);

/** One fault, at a random place of a valid manifest: never something that could be valid still. */
export function malformed(): fc.Arbitrary<{ readonly manifest: unknown; readonly fault: string }> {
  return fc.constantFrom(...validManifests()).chain((valid) => {
    const places = placesIn(valid);
    const objects = places.filter(({ value, steps }) => isTree(value) && !freeMaps.has(String(steps.at(-1))));
    const scalars = places.filter(({ value, steps }) => !isTree(value) && !Array.isArray(value) && steps.length > 1);
    const groups = places.filter(({ value, steps }) => (isTree(value) || Array.isArray(value)) && steps.length > 0);
    const unknownKey = fc.constantFrom("bogus", "Image", "replica", "__proto__", "constructor", "a".repeat(300));
    const at = (list: readonly Place[]) => fc.constantFrom(...list.map(({ steps }) => steps));
    return fc.oneof(
      fc.tuple(at(objects), unknownKey, anything()).map(([steps, key, value]) => ({
        manifest: changed(valid, steps, (old) => withKey(old as Tree, key, value)),
        fault: `an unknown field ${steps.join(".")}.${key}`,
      })),
      fc.tuple(at(scalars), fc.constantFrom({ bogus: true }, [[1]], [{}])).map(([steps, value]) => ({
        manifest: changed(valid, steps, () => value),
        fault: `a group in place of the value ${steps.join(".")}`,
      })),
      fc.tuple(at(groups), fc.constantFrom(7, true, "text", -1e308)).map(([steps, value]) => ({
        manifest: changed(valid, steps, () => value),
        fault: `${value} in place of the group ${steps.join(".")}`,
      })),
      special(valid),
    );
  });
}

/** Faults that only some fields can have. */
function special(valid: Manifest) {
  const name = fc.constantFrom("", "Upper", "a b", "-a", "a".repeat(254), "ä", "a/b", "../x", 5, { a: 1 });
  const faults: fc.Arbitrary<[Steps, unknown]>[] = [
    name.map((value) => [["metadata", "name"], value]),
    fc.constantFrom("", "v9", "apps/v0", "a/b/c", 1, {}).map((value) => [["apiVersion"], value]),
    fc.constantFrom("", "Deploymen", "pod", 7, []).map((value) => [["kind"], value]),
    fc
      .constantFrom({ "bad key!": "a" }, { a: "x".repeat(64) }, { a: 1 })
      .map((value) => [["metadata", "labels"], value]),
  ];
  if (isTree(valid.spec) && "replicas" in valid.spec)
    faults.push(fc.constantFrom(-1, 1.5, 1e300, "3", true).map((value) => [["spec", "replicas"], value]));
  return fc.oneof(...faults).map(([steps, value]) => ({
    manifest: changed(valid, steps, () => value),
    fault: `${steps.join(".")}: ${JSON.stringify(value)?.slice(0, 60)}`,
  }));
}

function anything(): fc.Arbitrary<unknown> {
  let deep: unknown = 1;
  for (let level = 0; level < 400; level++) deep = { deep };
  return fc.constantFrom<unknown>(1, "text", {}, [], deep);
}

interface Place {
  readonly steps: Steps;
  readonly value: unknown;
}

function placesIn(value: unknown, steps: Steps = []): Place[] {
  const children: [string | number, unknown][] = Array.isArray(value)
    ? [...value.entries()]
    : isTree(value)
      ? Object.entries(value)
      : [];
  return [{ steps, value }, ...children.flatMap(([key, child]) => placesIn(child, [...steps, key]))];
}

/** A copy of the tree with the value at these steps changed. */
function changed(tree: unknown, [step, ...rest]: Steps, change: (old: unknown) => unknown): unknown {
  if (step === undefined) return change(tree);
  if (Array.isArray(tree)) return tree.map((item, index) => (index === step ? changed(item, rest, change) : item));
  const old = isTree(tree) ? tree : {};
  return { ...old, [step]: changed(old[step], rest, change) };
}

/** Also for `__proto__`, as JSON has it: a key like another. */
function withKey(tree: Tree, key: string, value: unknown): Tree {
  return Object.defineProperty({ ...tree }, key, { value, enumerable: true, configurable: true, writable: true });
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
