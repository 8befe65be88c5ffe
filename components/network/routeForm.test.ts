import { describe, expect, it } from "vitest";
import { checkRoute, emptyRoute, routeManifest } from "./routeForm";

const one = { service: "web", port: "80", weight: "1" };
const filled = { ...emptyRoute, name: "web", backends: [one] };

describe("the form of a route", () => {
  it("makes a manifest as one would write it, for every host where none is named", () => {
    expect(routeManifest(filled).spec).toEqual({
      parentRefs: [{ name: "default", namespace: "default" }],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ name: "web", port: 80 }],
        },
      ],
    });
  });

  it("keeps weights where there are several backends, and hosts however they are parted", () => {
    const draft = { ...filled, hosts: "a.example.com, b.example.com", backends: [one, { ...one, weight: "9" }] };
    const { hostnames, rules } = routeManifest(draft).spec;
    expect(hostnames).toEqual(["a.example.com", "b.example.com"]);
    expect(rules[0]?.backendRefs.map((backend) => ({ ...backend }).weight)).toEqual([1, 9]);
  });

  it("says what is missing, all of it at once", () => {
    expect(checkRoute({ ...emptyRoute, path: "shop" })).toEqual(["name", "path", "backend"]);
    expect(checkRoute(filled)).toEqual([]);
  });
});
