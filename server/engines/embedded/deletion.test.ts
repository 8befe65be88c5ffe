import { describe, expect, it } from "vitest";
import { aConfigMap, aNamespace, aPod } from "@/server/objects/builders";
import type { KubeObject } from "@/server/objects/types";
import { decideDeletion, isFreedBy } from "./deletion";

const now = Date.parse("2026-01-01T00:00:00Z");
const withFinalizers = (object: KubeObject, ...finalizers: string[]): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, finalizers },
});
const decide = (object: KubeObject, asked = {}) => decideDeletion(object, asked, now);

describe("decideDeletion", () => {
  it("removes what nothing holds", () => {
    expect(decide(aConfigMap("a").build())).toEqual({ type: "remove" });
    expect(decide(aPod("a").build())).toEqual({ type: "remove" });
  });

  it("gives a pod on a node the grace of its spec, or what was asked for", () => {
    const pod = aPod("a").onNode("node-1").build();
    expect(decide(pod)).toMatchObject({
      object: { metadata: { deletionTimestamp: "2026-01-01T00:00:30Z", deletionGracePeriodSeconds: 30 } },
    });
    expect(decide(pod, { graceSeconds: 5 })).toMatchObject({ object: { metadata: { deletionGracePeriodSeconds: 5 } } });
    expect(decide(pod, { graceSeconds: 0 })).toEqual({ type: "remove" });
    const ended = { ...pod, status: { ...pod.status, phase: "Succeeded" as const } };
    expect(decide(ended)).toEqual({ type: "remove" });
  });

  it("marks what has finalizers, and waits the second time", () => {
    const first = decide(withFinalizers(aConfigMap("a").build(), "example.com/hold"));
    if (first.type !== "mark") throw new Error("it was not marked");
    expect(first.object.metadata).toMatchObject({
      deletionTimestamp: "2026-01-01T00:00:00Z",
      deletionGracePeriodSeconds: 0,
    });
    expect(decide(first.object)).toEqual({ type: "wait" });
  });

  it("keeps an owner for its dependents with Foreground, and lets them be orphaned with Orphan", () => {
    const finalizersOf = (propagation: "Foreground" | "Orphan", object: KubeObject) => {
      const deletion = decide(object, { propagation });
      return deletion.type === "mark" ? deletion.object.metadata.finalizers : deletion.type;
    };
    const plain = aConfigMap("a").build();
    expect(finalizersOf("Foreground", plain)).toEqual(["foregroundDeletion"]);
    expect(finalizersOf("Orphan", plain)).toEqual(["orphan"]);
    expect(finalizersOf("Orphan", withFinalizers(plain, "foregroundDeletion"))).toEqual(["orphan"]);
    expect(decide(withFinalizers(plain, "foregroundDeletion"), { propagation: "Background" })).toEqual({
      type: "remove",
    });
  });

  it("lets a Namespace terminate until its contents are gone", () => {
    const plain = aNamespace("shop").build();
    const namespace: KubeObject = { ...plain, spec: { finalizers: ["kubernetes"] } };
    const deletion = decide(namespace);
    if (deletion.type !== "mark") throw new Error("it was not marked");
    expect(deletion.object.status).toMatchObject({ phase: "Terminating" });
    expect(isFreedBy(deletion.object)).toBe(false);
    expect(isFreedBy({ ...deletion.object, spec: { finalizers: [] } })).toBe(true);
  });

  it("frees a marked object with its last finalizer, a pod only when its grace is over", () => {
    const marked = withFinalizers(aPod("a").onNode("node-1").build(), "batch.kubernetes.io/job-tracking");
    const leaving = decide(marked);
    if (leaving.type !== "mark") throw new Error("it was not marked");
    const { finalizers: _none, ...metadata } = leaving.object.metadata;
    expect(isFreedBy({ ...leaving.object, metadata })).toBe(false);
    const ended = decide(leaving.object, { graceSeconds: 0 });
    if (ended.type !== "mark") throw new Error("its finalizer was overlooked");
    const { finalizers: _last, ...over } = ended.object.metadata;
    expect(isFreedBy({ ...ended.object, metadata: over })).toBe(true);
  });
});
