import { describe, expect, it } from "vitest";
import { hrefOf, placeOf, placesFor } from "./places";

describe("the places of the console", () => {
  it("show what only administrators may see to nobody else", () => {
    const keys = (role: string | undefined) => placesFor(role).flatMap(({ places }) => places.map(({ key }) => key));
    expect(keys("admin")).toContain("users");
    expect(keys("viewer")).not.toContain("users");
    expect(keys(undefined)).not.toContain("audit");
  });

  it("are known by their path and all below it", () => {
    expect(placeOf("/")?.key).toBe("overview");
    expect(placeOf("/pods/shop/web-1")?.key).toBe("pods");
    expect(placeOf("/podsters")).toBeUndefined();
  });

  it("lead to an object's own page where its kind has one", () => {
    expect(hrefOf({ kind: "Pod", namespace: "shop", name: "web-1" })).toBe("/pods/shop/web-1");
    expect(hrefOf({ kind: "Widget.example.com", name: "w" })).toBe("/kinds/Widget.example.com/-/w");
    expect(hrefOf({ kind: "Node", name: "node-1" })).toBe("/nodes/node-1");
    expect(hrefOf({ kind: "ReplicaSet", namespace: "shop", name: "web" })).toBeUndefined();
  });
});
