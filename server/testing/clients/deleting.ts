import { describe, expect, test } from "vitest";
import { until } from "@/server/testing/platform";
import { type Clients, deployWeb } from "./clients";

export function describeDeleting({ kubectl, inNamespace }: Clients): void {
  describe("deleting", () => {
    const k = inNamespace("deleting");
    const children = async () => (await k.run("get replicasets,pods -o name")).split("\n").filter(Boolean).length;

    test("orphan leaves what it made", async () => {
      await deployWeb(k);
      await k.run("delete deployment web --cascade=orphan");
      expect(await children()).toBe(3);
    });

    test("foreground is over only when all it made is gone", async () => {
      await deployWeb(k);
      await k.run("delete deployment web --cascade=foreground --timeout=30s");
      expect(await children()).toBe(0);
    });

    test("background is over at once, and what it made goes after it", async () => {
      await deployWeb(k);
      await k.run("delete deployment web");
      await until("all is gone", 20_000, async () => (await children()) === 0);
    });

    test("a namespace goes with all that is in it", async () => {
      await kubectl.run("create namespace doomed");
      await kubectl.run("create configmap inside -n doomed");
      await kubectl.run("delete namespace doomed --timeout=30s");
      expect((await kubectl.fail("get configmap inside -n doomed")).stderr).toContain("not found");
    });
  });
}
