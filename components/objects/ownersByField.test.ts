import { expect, it } from "vitest";
import { type Owner, ownersByField } from "./ownersByField";

it("gives a field to everyone who owns it", () => {
  const one: Owner = { manager: "a", operation: "Apply", fields: ["spec.replicas", "data.x"] };
  const other: Owner = { manager: "b", operation: "Update", fields: ["spec.replicas"] };
  expect(ownersByField([one, other])).toEqual([
    ["data.x", [one]],
    ["spec.replicas", [one, other]],
  ]);
});
