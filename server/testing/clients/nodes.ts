import { describe, expect, test } from "vitest";
import { type Clients, deployWeb, json } from "./clients";

export function describeNodes({ kubectl, inNamespace }: Clients): void {
  describe("nodes", () => {
    const k = inNamespace("nodes");

    test("cordon keeps pods away, and uncordon lets them come again", async () => {
      await kubectl.run("cordon node-2");
      expect((await json(kubectl, "get node node-2")).spec.unschedulable).toBe(true);
      await kubectl.run("uncordon node-2");
      expect((await json(kubectl, "get node node-2")).spec.unschedulable).toBeUndefined();
    });

    test("taint adds a taint and takes it away", async () => {
      await kubectl.run("taint nodes node-2 reserved=yes:NoSchedule");
      expect((await json(kubectl, "get node node-2")).spec.taints).toMatchObject([{ key: "reserved", value: "yes" }]);
      await kubectl.run("taint nodes node-2 reserved-");
      expect((await json(kubectl, "get node node-2")).spec.taints).toBeUndefined();
    });

    test("drain moves every pod elsewhere", async () => {
      await deployWeb(k);
      await kubectl.run("drain node-1 --ignore-daemonsets --force --timeout=30s");
      const { items } = await json(k, "get pods --field-selector=spec.nodeName=node-1");
      expect(items).toEqual([]);
      await k.run("rollout status deployment/web --timeout=60s");
      await kubectl.run("uncordon node-1");
    });
  });
}
