import { describe, expect, it } from "vitest";
import { modifyHeaders, redirect, rewrite } from "./filters";

const match = { path: { type: "PathPrefix" as const, value: "/shop" } };

describe("modifyHeaders", () => {
  it("sets, adds and removes whatever the case", () => {
    const given: [string, string][] = [
      ["Accept", "a"],
      ["X-Old", "1"],
      ["X-Kept", "2"],
    ];
    const changed = modifyHeaders(given, {
      set: [{ name: "accept", value: "b" }],
      add: [{ name: "X-Kept", value: "3" }],
      remove: ["x-old"],
    });
    expect(changed).toEqual([
      ["X-Kept", "2"],
      ["accept", "b"],
      ["X-Kept", "3"],
    ]);
  });
});

describe("rewrite", () => {
  it.each([
    ["/shop/a?b=1", "/", "/a?b=1"],
    ["/shop", "/", "/"],
    ["/shop/a", "/store", "/store/a"],
    ["/shop/", "/store/", "/store/"],
  ])("replaces the prefix of %s by %s", (target, replacePrefixMatch, wanted) => {
    const filters = [
      {
        type: "URLRewrite" as const,
        urlRewrite: { path: { type: "ReplacePrefixMatch" as const, replacePrefixMatch } },
      },
    ];
    expect(rewrite(filters, match, { target, host: "h" })).toEqual({ target: wanted, host: "h" });
  });
});

describe("redirect", () => {
  it.each([
    [{ scheme: "https" }, 302, "https://shop.example.com/shop/a"],
    [{ statusCode: 301, hostname: "new.org" }, 301, "http://new.org:8080/shop/a"],
    [{ port: 80 }, 302, "http://shop.example.com/shop/a"],
    [
      { path: { type: "ReplaceFullPath" as const, replaceFullPath: "/moved" } },
      302,
      "http://shop.example.com:8080/moved",
    ],
  ])("by %o answers %i to %s", (requestRedirect, status, location) => {
    const filters = [{ type: "RequestRedirect" as const, requestRedirect }];
    const given = { scheme: "http", host: "shop.example.com:8080", target: "/shop/a" };
    expect(redirect(filters, match, given)).toEqual({ status, location });
  });
});
