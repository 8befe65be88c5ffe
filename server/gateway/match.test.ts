import { describe, expect, it } from "vitest";
import { findRule, hostOnly } from "./match";
import { aRule, aTable } from "./testObjects";

const table = aTable({
  "shop.example.com": [
    [{ path: { type: "Exact", value: "/cart" } }, aRule("cart", [])],
    [
      { path: { type: "PathPrefix", value: "/api" }, headers: [{ name: "X-Version", value: "2" }] },
      aRule("api-v2", []),
    ],
    [{ path: { type: "PathPrefix", value: "/api" } }, aRule("api", [])],
    [{ path: { type: "RegularExpression", value: "/p/[0-9]+" } }, aRule("product", [])],
    [{ queryParams: [{ name: "beta", value: "1" }] }, aRule("beta", [])],
  ],
  "*.example.com": [[{ method: "POST" }, aRule("wild-post", [])]],
  "*": [[{}, aRule("any", [])]],
});

function ruleOf(host: string, target: string, more: { method?: string; headers?: Record<string, string> } = {}) {
  return findRule(table, { host, target, method: more.method ?? "GET", headers: more.headers ?? {} })?.rule.id;
}

describe("findRule", () => {
  it.each([
    ["shop.example.com", "/cart", "cart"],
    ["shop.example.com", "/cart/1", "any"],
    ["SHOP.example.com:8080", "/api", "api"],
    ["shop.example.com", "/api/items?x=1", "api"],
    ["shop.example.com", "/apis", "any"],
    ["shop.example.com", "/p/12", "product"],
    ["shop.example.com", "/p/12x", "any"],
    ["shop.example.com", "/?beta=1", "beta"],
    ["other.org", "/", "any"],
  ])("leads %s%s to %s", (host, target, rule) => {
    expect(ruleOf(host, target)).toBe(rule);
  });

  it("prefers the rule with the header that the request has", () => {
    expect(ruleOf("shop.example.com", "/api", { headers: { "x-version": "2" } })).toBe("api-v2");
  });

  it("falls back from a host to its wildcard, by method", () => {
    expect(ruleOf("a.b.example.com", "/", { method: "POST" })).toBe("wild-post");
    expect(ruleOf("a.b.example.com", "/")).toBe("any");
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty"])("takes %s for a host like another", (host) => {
    expect(ruleOf(host, "/")).toBe("any");
    expect(findRule(aTable({}), { host, target: "/", method: "GET", headers: {} })).toBeUndefined();
  });

  it.each(["(/a+)+", `/${"a*".repeat(12)}b`])("tries %s in time linear in the request", (value) => {
    const risky = aTable({ "*": [[{ path: { type: "RegularExpression", value } }, aRule("risky", [])]] });
    const found = (target: string) => findRule(risky, { host: "x", target, method: "GET", headers: {} });
    expect(found(`/${"a".repeat(4_000)}c`)).toBeUndefined();
    expect(found(value.endsWith("b") ? "/aab" : "/aa/a")).toBeDefined();
  });

  it("finds nothing where no host matches", () => {
    expect(findRule(aTable({}), { host: "a", target: "/", method: "GET", headers: {} })).toBeUndefined();
  });
});

describe("hostOnly", () => {
  it.each([
    ["a.b:80", "a.b"],
    ["A.B", "a.b"],
    ["[::1]:80", "[::1]"],
    ["", ""],
  ])("reads %s as %s", (given, host) => {
    expect(hostOnly(given)).toBe(host);
  });
});
