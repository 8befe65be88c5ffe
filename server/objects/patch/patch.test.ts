import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isReason } from "@/server/lib/errors";
import { aDeployment, aPod } from "../builders";
import { deployment } from "../kinds/deployment";
import { pod } from "../kinds/pod";
import { diffObjects } from "./diffObjects";
import { jsonPatch } from "./jsonPatch";
import { mergePatch } from "./mergePatch";
import { strategicMergePatch } from "./strategicMergePatch";
import { threeWayPatch } from "./threeWayPatch";

/** But for `__proto__` as a key, which every patch refuses: `never reaches a prototype`. */
const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('"__proto__":'));
const map = fc.dictionary(fc.constantFrom("a", "b", "c", "d"), json);
const strategic = (object: unknown, patch: unknown) => strategicMergePatch(pod.schema, object, patch);

describe("mergePatch", () => {
  it("follows RFC 7386's examples", () => {
    const cases = [
      [{ a: "b" }, { a: "c" }, { a: "c" }],
      [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
      [{ a: "b" }, { a: null }, {}],
      [{ a: ["b"] }, { a: "c" }, { a: "c" }],
      [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
      [["a"], ["c"], ["c"]],
      [{ e: null }, { a: 1 }, { e: null, a: 1 }],
      [[1, 2], { a: "b", c: null }, { a: "b" }],
      [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
    ];
    for (const [target, patch, result] of cases) expect(mergePatch(target, patch)).toEqual(result);
  });

  it("applied twice changes nothing the second time", () => {
    fc.assert(
      fc.property(map, map, (target, patch) => {
        const once = mergePatch(target, patch);
        expect(mergePatch(once, patch)).toEqual(once);
      }),
    );
  });

  it("never reaches a prototype", () => {
    expect(() => mergePatch({}, JSON.parse('{"a":{"__proto__":{"polluted":1}}}'))).toThrow(/__proto__/);
    expect(Reflect.get({}, "polluted")).toBeUndefined();
  });
});

describe("jsonPatch", () => {
  it("adds, replaces, removes, moves, copies and tests", () => {
    const steps = [
      { op: "test", path: "/list/1", value: 2 },
      { op: "add", path: "/list/-", value: 4 },
      { op: "add", path: "/list/0", value: 0 },
      { op: "remove", path: "/list/1" },
      { op: "replace", path: "/a~1b", value: { x: 1 } },
      { op: "copy", from: "/a~1b/x", path: "/copied" },
      { op: "move", from: "/copied", path: "/a~1b/y" },
    ];
    expect(jsonPatch({ list: [1, 2, 3], "a/b": 1 }, steps)).toEqual({ list: [0, 2, 3, 4], "a/b": { x: 1, y: 1 } });
  });

  it.each([
    [[{ op: "remove", path: "/x" }], "Unable to remove nonexistent key: x"],
    [[{ op: "replace", path: "/x", value: 1 }], "doc is missing key"],
    [[{ op: "add", path: "/x/y", value: 1 }], "doc is missing path"],
    [[{ op: "add", path: "/list/9", value: 1 }], "invalid index"],
    [[{ op: "test", path: "/a", value: 2 }], "testing value /a failed"],
  ])("refuses a step that does not apply (%j)", (steps, says) => {
    const object = { a: 1, list: [1] };
    expect(() => jsonPatch(object, steps)).toThrow(says);
    expect(object).toEqual({ a: 1, list: [1] });
  });

  it("answers any patch with a result or a ClusterError", () => {
    const step = fc.record(
      {
        op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test", "x"),
        path: fc.constantFrom("", "/", "/a", "/a/0", "/a/-", "/b/c", "/__proto__/x", "a", "/constructor/prototype/x"),
        from: fc.constantFrom("", "/a", "/a/0", "/b"),
        value: json,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 4 }), (steps) => {
        try {
          jsonPatch({ a: [1, 2], b: { c: 1 } }, steps);
        } catch (error) {
          expect(isReason(error, "Invalid", "BadRequest")).toBe(true);
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});

describe("strategicMergePatch", () => {
  const two = {
    spec: {
      containers: [
        { name: "a", image: "a:1", args: ["x"] },
        { name: "b", image: "b:1" },
      ],
    },
  };

  it("joins containers by their name and replaces lists that have none", () => {
    const patch = {
      spec: {
        containers: [
          { name: "a", image: "a:2", args: ["y"] },
          { name: "c", image: "c:1" },
        ],
      },
    };
    expect(strategic(two, patch)).toEqual({
      spec: {
        containers: [
          { name: "a", image: "a:2", args: ["y"] },
          { name: "c", image: "c:1" },
          { name: "b", image: "b:1" },
        ],
      },
    });
  });

  it("deletes and replaces by $patch", () => {
    const without = strategic(two, { spec: { containers: [{ name: "a", $patch: "delete" }] } });
    expect(without).toEqual({ spec: { containers: [{ name: "b", image: "b:1" }] } });
    const replaced = strategic(two, { spec: { containers: [{ name: "z" }, { $patch: "replace" }] } });
    expect(replaced).toEqual({ spec: { containers: [{ name: "z" }] } });
    expect(strategic(two, { spec: { $patch: "replace", nodeName: "n" } })).toEqual({ spec: { nodeName: "n" } });
  });

  it("keeps only the keys of $retainKeys", () => {
    const object = { spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } } };
    const patch = { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } };
    expect(strategicMergePatch(deployment.schema, object, patch)).toEqual({ spec: { strategy: { type: "Recreate" } } });
  });

  it("joins and thins lists of plain values", () => {
    const object = { metadata: { finalizers: ["a/1", "b/2"] } };
    expect(strategic(object, { metadata: { finalizers: ["b/2", "c/3"] } })).toEqual({
      metadata: { finalizers: ["a/1", "b/2", "c/3"] },
    });
    expect(strategic(object, { metadata: { "$deleteFromPrimitiveList/finalizers": ["a/1"] } })).toEqual({
      metadata: { finalizers: ["b/2"] },
    });
  });

  it("orders by $setElementOrder, and puts what only the server has after it", () => {
    const patch = {
      spec: {
        "$setElementOrder/containers": [{ name: "c" }, { name: "a" }],
        containers: [{ name: "c", image: "c:1" }],
      },
    };
    const names = (strategic(two, patch) as typeof two).spec.containers.map(({ name }) => name);
    expect(names).toEqual(["c", "a", "b"]);
  });

  it("refuses an element without its merge key", () => {
    expect(() => strategic(two, { spec: { containers: [{ image: "x" }] } })).toThrow(
      "does not contain declared merge key: name",
    );
  });

  it("applied twice changes nothing the second time", () => {
    const container = fc.record({ name: fc.constantFrom("a", "b", "c"), image: fc.constantFrom("x", "y") });
    const containers = fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 3 });
    const spec = fc.record({
      containers,
      nodeSelector: fc.dictionary(fc.constantFrom("k", "l"), fc.constantFrom("v", null)),
    });
    fc.assert(
      fc.property(spec, spec, (before, patch) => {
        const once = strategic({ spec: before }, { spec: patch });
        expect(strategic(once, { spec: patch })).toEqual(once);
      }),
    );
  });
});

describe("threeWayPatch", () => {
  const live = aDeployment("web")
    .replicas(3)
    .running("web:1")
    .with(({ metadata }) => {
      metadata.annotations = { theirs: "1" };
    })
    .build();
  const apply = (lastApplied: unknown, desired: unknown, object = live) =>
    threeWayPatch(deployment.schema, { lastApplied, live: object, desired });

  it("removes what the last apply set and this one lacks, and leaves what others set", () => {
    const before = { metadata: { labels: { mine: "1" } }, spec: { replicas: 3, minReadySeconds: 5 } };
    const stored = { ...live, metadata: { ...live.metadata, labels: { mine: "1", theirs: "2" } } };
    const after = apply(before, { metadata: {}, spec: { minReadySeconds: 6 } }, stored) as typeof live;
    expect(after.metadata.labels).toEqual(undefined);
    expect(after.spec.replicas).toBeUndefined();
    expect(after.spec.minReadySeconds).toBe(6);
    expect(after.metadata.annotations).toEqual({ theirs: "1" });
    expect(after.spec.revisionHistoryLimit).toBe(10);
  });

  it("removes a container that was dropped, and keeps one that somebody injected", () => {
    const container = (name: string) => ({ name, image: `${name}:1` });
    const with_ = (...names: string[]) => ({ spec: { template: { spec: { containers: names.map(container) } } } });
    const stored = { ...live, ...with_("main", "dropped", "injected") } as typeof live;
    const after = apply(with_("main", "dropped"), with_("main"), stored) as typeof live;
    expect(after.spec.template.spec?.containers.map(({ name }) => name)).toEqual(["main", "injected"]);
  });

  it("drops the settings of another strategy", () => {
    const after = apply({}, { spec: { strategy: { type: "Recreate" } } }) as typeof live;
    expect(after.spec.strategy).toEqual({ type: "Recreate" });
    const same = apply({}, { spec: { strategy: { type: "RollingUpdate" } } }) as typeof live;
    expect(same.spec.strategy).toEqual(live.spec.strategy);
  });

  it("applied twice changes nothing the second time", () => {
    const labels = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2"));
    const finalizers = fc.uniqueArray(fc.constantFrom("x/a", "x/b", "x/c"));
    const names = fc.uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1 });
    const manifest = fc.record({ labels, finalizers, names }).map(({ labels, finalizers, names }) => ({
      metadata: { labels, finalizers },
      spec: { template: { spec: { containers: names.map((name) => ({ name, image: "i" })) } } },
    }));
    fc.assert(
      fc.property(manifest, manifest, manifest, (first, stored, desired) => {
        const object = {
          ...live,
          metadata: { ...live.metadata, ...stored.metadata },
          spec: stored.spec,
        } as typeof live;
        const once = apply(first, desired, object);
        expect(apply(desired, desired, once as typeof live)).toEqual(once);
        expect(Object.keys(once.metadata.labels ?? {})).toEqual(
          expect.arrayContaining(Object.keys(desired.metadata.labels)),
        );
      }),
    );
  });
});

describe("diffObjects", () => {
  it("names elements of lists, and says what was added and removed", () => {
    const before = aPod().running("web:1").labelled({ "a.b/c": "1" }).build();
    const after = aPod().running("web:2").beside({ name: "side", image: "s" }).build();
    const differences = diffObjects({ ...before, status: {} }, { ...after, status: {} });
    expect(differences.map(({ path }) => path)).toEqual([
      "metadata.labels",
      "spec.containers[main].image",
      "spec.containers[side]",
    ]);
    expect(differences[1]).toEqual({ path: "spec.containers[main].image", before: "web:1", after: "web:2" });
    expect(differences[2]).not.toHaveProperty("before");
  });

  it("finds nothing in what is the same", () => {
    expect(diffObjects(aPod().build(), aPod().build())).toEqual([]);
  });
});

describe("a JSON patch", () => {
  it("that copies copies of copies is refused before it fills the memory", () => {
    const steps = Array.from({ length: 28 }, (_, index) => ({
      op: "copy",
      from: "/metadata",
      path: `/metadata/x${index}`,
    }));
    expect(() => jsonPatch({ metadata: { name: "a".repeat(100) } }, steps)).toThrow(/copies more than/);
  });
});
