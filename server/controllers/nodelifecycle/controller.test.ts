import { afterEach, describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { conditionOf } from "@/server/objects/meta";
import type { Node } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { memoryCluster } from "@/server/testing/memoryCluster";
import type { Outcome } from "../actions";
import { Caches } from "../caches";
import { nodeLifecycleController } from "./controller";

const graceMs = 40_000;
const closes: (() => void)[] = [];
afterEach(() => {
  for (const close of closes.splice(0)) close();
});

/** Nodes `a` and `b` whose kubelets have no lease: they beat by their status. */
async function made(fence: (node: string) => Promise<"fenced" | "unknown">) {
  const clock = new FakeClock();
  const cluster = memoryCluster({ clock }).as(systemSubject("test"));
  for (const name of ["a", "b"]) {
    await cluster.create("Node", { apiVersion: "v1", kind: "Node", metadata: { name } });
    await beat(name);
  }
  const caches = new Caches(cluster, { clock, log: silentLog });
  const tools = { cluster, caches, clock, random: systemRandom, log: silentLog };
  const controller = nodeLifecycleController(tools, { graceMs, isWritable: () => true, fence });
  const stops = controller.watch({ add() {}, addAfter() {} });
  closes.push(() => {
    for (const stop of stops) stop();
    caches.close();
  });
  await Promise.all(controller.kinds.map((kind) => caches.of(kind).synced));

  async function beat(name: string): Promise<void> {
    const lastHeartbeatTime = new Date(clock.now()).toISOString();
    const status = { conditions: [{ type: "Ready", status: "True", lastHeartbeatTime }] };
    await cluster.patch("Node", { name }, { type: "merge", body: { status } }, { subresource: "status" });
  }
  /** Looks at a node once and writes what is decided, until the controller's own cache shows it. */
  async function look(name: string): Promise<Outcome | undefined> {
    const outcome = await controller.reconcile(name);
    for (const action of outcome?.actions ?? []) {
      if (action.do !== "update") continue;
      const { subresource } = action;
      const { metadata } = await cluster.update("Node", action.object as Node, subresource ? { subresource } : {});
      await caches.of("Node").waitFor(metadata.resourceVersion, 1_000);
    }
    return outcome;
  }
  async function pass(ms: number): Promise<void> {
    for (let passedMs = 0; passedMs < ms; passedMs += 10_000) {
      await clock.advance(10_000);
      await beat("b");
    }
    const { metadata } = await cluster.get("Node", { name: "b" });
    await caches.of("Node").waitFor(metadata.resourceVersion, 1_000);
  }
  const node = (name: string): Promise<Node> => cluster.get("Node", { name });
  return { look, pass, node };
}

describe("nodeLifecycleController", () => {
  it("does not take its own word that a node is silent for a heartbeat of it", async () => {
    const fenced: string[] = [];
    const { look, pass, node } = await made(async (name) => {
      fenced.push(name);
      return "unknown";
    });
    await pass(graceMs + 10_000);
    await look("a");
    expect(conditionOf((await node("a")).status?.conditions, "Ready")?.status).toBe("Unknown");
    // Were its own write a heartbeat, the node would not be lost any more, and its pods never be ended and replaced.
    await look("a");
    expect(fenced).toEqual(["a"]);
  });

  it("asks to fence a lost node again until it is confirmed, and only then says that it is out of service", async () => {
    const answers: ("fenced" | "unknown")[] = ["unknown", "fenced"];
    const { look, pass, node } = await made(async () => answers.shift() ?? "unknown");
    const isOutOfService = async () =>
      (await node("a")).spec.taints?.some(({ key }) => key === "node.kubernetes.io/out-of-service") === true;
    await pass(graceMs + 10_000);
    await look("a");
    expect(answers).toHaveLength(2);
    await look("a");
    expect(await isOutOfService()).toBe(false);
    await look("a");
    expect(await isOutOfService()).toBe(true);
  });
});
