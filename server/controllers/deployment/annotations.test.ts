import { describe, expect, it } from "vitest";
import type { ReplicaSet } from "@/server/objects/types";
import { nextRevision, revisionAnnotation, revisionOf } from "./annotations";

const setOf = (revision: string) => ({ metadata: { annotations: { [revisionAnnotation]: revision } } }) as ReplicaSet;

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
