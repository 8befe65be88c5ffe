import { describe, expect, it } from "vitest";
import { aReplicaSet } from "@/server/objects/builders";
import type { ReplicaSet } from "@/server/objects/types";
import { nextRevision, revisionAnnotation, revisionOf } from "./annotations";

function setOf(revision: string): ReplicaSet {
  const set = aReplicaSet().build();
  return { ...set, metadata: { ...set.metadata, annotations: { [revisionAnnotation]: revision } } };
}

describe("the next revision", () => {
  it("follows the newest, also of 64 bits, which an adopted ReplicaSet may bring", () => {
    expect(nextRevision([])).toBe(1n);
    expect(nextRevision([setOf("2"), setOf("3546343826724305832"), setOf("7")])).toBe(3546343826724305833n);
  });

  it("counts what is no number as none", () => {
    expect(revisionOf(setOf("second"))).toBe(0n);
    expect(revisionOf(undefined)).toBe(0n);
  });
});
