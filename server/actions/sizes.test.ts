import { expect, it } from "vitest";
import { bytesText, cpuText } from "./sizes";

it("writes bytes in the unit that reads best", () => {
  expect([0, 512 * 2 ** 20, 1.5 * 2 ** 30, 2 * 2 ** 30, 1000].map(bytesText)).toEqual([
    "0 B",
    "512 MiB",
    "1.5 GiB",
    "2 GiB",
    "1000 B",
  ]);
});

it("writes CPUs", () => {
  expect([250, 1000, 1500].map(cpuText)).toEqual(["0.25 CPU", "1 CPU", "1.5 CPUs"]);
});
