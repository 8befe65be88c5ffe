import { expect, test } from "vitest";
import { ClaimedAddresses } from "./claims";

function claims(fails = false) {
  const ran: string[] = [];
  const run = async (program: string, args: readonly string[]) => {
    ran.push([program, ...args].join(" "));
    if (fails) throw new Error("Operation not permitted");
  };
  return { ran, addresses: new ClaimedAddresses(run, "linux") };
}

test("an address is claimed once, and given back", async () => {
  const { ran, addresses } = claims();
  await addresses.claim("10.96.0.10");
  await addresses.claim("10.96.0.10");
  expect(addresses.has("10.96.0.10")).toBe(true);
  await addresses.releaseAll();
  expect(ran).toEqual(["ip addr replace 10.96.0.10/32 dev lo", "ip addr del 10.96.0.10/32 dev lo"]);
  expect(addresses.has("10.96.0.10")).toBe(false);
});

test("one that may not be claimed is told, and does not count", async () => {
  const { addresses } = claims(true);
  await expect(addresses.claim("10.96.0.10")).rejects.toThrow("Operation not permitted");
  expect(addresses.has("10.96.0.10")).toBe(false);
});

test("addresses of loopback are left as they are", async () => {
  const { ran, addresses } = claims();
  await addresses.claim("127.96.0.10");
  await addresses.claim("0.0.0.0");
  expect(ran).toEqual([]);
});
