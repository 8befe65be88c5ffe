import { expect, test } from "vitest";
import { upstreamsIn } from "./upstreams";

test("the machine's resolvers are taken in their order, those on loopback too, ourselves never", () => {
  const text =
    "# a comment\nsearch lan\nnameserver 127.0.0.53\n nameserver 172.20.0.1\nnameserver fd00::1\nnameserver bad\n";
  expect(upstreamsIn(text, new Set(["172.20.0.1"]))).toEqual([
    { address: "127.0.0.53", port: 53 },
    { address: "fd00::1", port: 53 },
  ]);
});
