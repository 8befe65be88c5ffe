import { describe, expect, it } from "vitest";
import { sortNamespaces } from "./sortNamespaces";

const row = (name: string, pods: number, createdAt: string) => ({
  name,
  pods,
  createdAt,
  status: "Active",
  podsInTrouble: 0,
});
const rows = [
  row("shop", 3, "2026-01-02T00:00:00Z"),
  row("blog", 3, "2026-01-01T00:00:00Z"),
  row("api", 9, "2026-01-03T00:00:00Z"),
];
const names = (filter: string, column: string, direction: "asc" | "desc") =>
  sortNamespaces(rows, filter, { column, direction }).map(({ name }) => name);

describe("the list of namespaces", () => {
  it("is ordered by the column, and by name where that says nothing", () => {
    expect(names("", "name", "asc")).toEqual(["api", "blog", "shop"]);
    expect(names("", "pods", "desc")).toEqual(["api", "blog", "shop"]);
    expect(names("", "age", "asc")).toEqual(["api", "shop", "blog"]);
  });

  it("holds only those with the text in their name", () => {
    expect(names(" O", "name", "asc")).toEqual(["blog", "shop"]);
  });
});
