import { expect, test } from "vitest";
import { pickAddress } from "./addresses";

const random = (fraction: number) => ({ uuid: () => "", suffix: () => "", fraction: () => fraction });

test("an address is one of the subnet, never its own, the gateway's or the last", () => {
  expect(pickAddress("172.20.0.0/16", new Set(), random(0))).toBe("172.20.0.2");
  expect(pickAddress("172.20.0.0/16", new Set(), random(0.999999))).toBe("172.20.255.254");
});

test("a taken one is passed over, and a full subnet has none", () => {
  const all = ["10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"];
  expect(pickAddress("10.0.0.0/29", new Set(all.slice(0, 3)), random(0))).toBe("10.0.0.5");
  expect(pickAddress("10.0.0.0/29", new Set(all.slice(3)), random(0.9))).toBe("10.0.0.2");
  expect(pickAddress("10.0.0.0/29", new Set(all), random(0.5))).toBeUndefined();
});
