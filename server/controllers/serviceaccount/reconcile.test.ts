import { describe, expect, it } from "vitest";
import { aConfigMap, aNamespace } from "@/server/objects/builders";
import type { ServiceAccount } from "@/server/objects/types";
import { defaultAccount, rootCa, rootCaName } from "./reconcile";

const shop = aNamespace("shop").build();
const going = aNamespace("shop")
  .with(({ metadata }) => {
    metadata.deletionTimestamp = "2026-01-01T00:00:00Z";
  })
  .build();

describe("a namespace", () => {
  it("has a default account, made once and not while the namespace goes", () => {
    const metadata = { name: "default", namespace: "shop" };
    expect(defaultAccount(shop, undefined).actions).toMatchObject([{ do: "create", manifest: { metadata } }]);
    expect(defaultAccount(shop, { metadata } as ServiceAccount).actions).toEqual([]);
    expect(defaultAccount(going, undefined).actions).toEqual([]);
  });

  it("has the authority's certificate, and nothing else in its place", () => {
    const right = { "ca.crt": "PEM" };
    expect(rootCa(shop, undefined, "PEM").actions).toMatchObject([{ do: "create", manifest: { data: right } }]);
    expect(rootCa(shop, aConfigMap(rootCaName, right).build(), "PEM").actions).toEqual([]);
    for (const data of [{ "ca.crt": "old" }, { ...right, other: "x" }, {}])
      expect(rootCa(shop, aConfigMap(rootCaName, data as Record<string, string>).build(), "PEM").actions).toMatchObject(
        [{ do: "update", object: { data: right } }],
      );
    expect(rootCa(going, undefined, "PEM").actions).toEqual([]);
  });
});
