import { describe, expect, it } from "vitest";
import { keyOf, objectAt } from "../contract/fixtures";
import { isChurn } from "./churn";

const pod = (metadata: object, status: string) => {
  const object = objectAt(keyOf("a", "pods"));
  return { ...object, metadata: { ...object.metadata, generation: 1, ...metadata }, status };
};

describe("isChurn", () => {
  it.each([
    ["a status that moved", {}, true],
    ["a status that moved, and who moved it", { managedFields: [] }, true],
    ["a new generation", { generation: 2 }, false],
    ["a label", { labels: { a: "b" } }, false],
    ["the wish to delete it", { deletionTimestamp: "2026-01-01T00:00:00Z" }, false],
    ["another object of the same name", { uid: "another" }, false],
    ["an object whose generation is not counted", { generation: undefined }, false],
  ])("tells %s", (_what, metadata, expected) => {
    expect(isChurn({ type: "MODIFIED", previous: pod({}, "old"), object: pod(metadata, "new") })).toBe(expected);
  });
});
