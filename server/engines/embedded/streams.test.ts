import { describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { KindRegistry } from "@/server/objects/registry";
import { MemoryStore } from "@/server/store/memoryStore";
import { echoAgent } from "@/server/testing/echoAgent";
import { FakeClock } from "@/server/testing/fakeClock";
import { allowAll } from "@/server/testing/memoryCluster";
import type { AgentClient } from "./agentClient";
import { createEmbedded } from "./createEmbedded";
import { recheckMs } from "./whenForbidden";

const pod = { namespace: "default", name: "web" };

/** A log that goes on until its reader lets go. */
const agent: AgentClient = {
  ...echoAgent,
  async *logs(_of, { signal }) {
    yield Buffer.from("hello\n");
    await new Promise<void>((resolve) => signal?.addEventListener("abort", () => resolve()));
  },
};

/** A cluster with one pod that runs, whose policy can be told to refuse. */
async function place() {
  const clock = new FakeClock();
  const rights = { has: true };
  const engine = createEmbedded({
    name: "test",
    store: new MemoryStore({ clock }),
    memory: new MemoryStore({ clock }),
    clock,
    registry: new KindRegistry(),
    random: systemRandom,
    log: silentLog,
    audit: { write() {} },
    policy: { ...allowAll, authorise: async () => ({ isAllowed: rights.has }) },
    sealer: { seal: (secret) => secret, unseal: (secret) => secret },
    agents: { of: () => agent },
  });
  const cluster = engine.as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const spec = { containers: [{ name: "main", image: "web" }] };
  await cluster.create("Pod", { apiVersion: "v1", kind: "Pod", metadata: pod, spec });
  await cluster.bind(pod, "a");
  const revoke = async () => {
    rights.has = false;
    await clock.advance(recheckMs);
  };
  return { cluster, clock, revoke };
}

describe("what is open is cut when the right to it is taken away:", () => {
  it("a command and an attached container", async () => {
    const { cluster, revoke } = await place();
    const [ran, joined] = [await cluster.exec(pod, { command: ["sh"] }), await cluster.attach(pod, {})];
    await revoke();
    expect([await ran.exited, await joined.exited]).toEqual([7, 0]);
  });

  it("a forwarded port, with its connections", async () => {
    const { cluster, revoke } = await place();
    const way = await cluster.portForward(pod);
    const connection = await way.connect(80);
    await revoke();
    expect([way.signal.aborted, connection.destroyed]).toEqual([true, true]);
    await expect(way.connect(80)).rejects.toMatchObject({ reason: "Forbidden" });
  });

  it("a log that is followed", async () => {
    const { cluster, revoke } = await place();
    const lines = cluster.logs(pod, { follow: true })[Symbol.asyncIterator]();
    await lines.next();
    const next = lines.next();
    const refused = expect(next).rejects.toMatchObject({ reason: "Forbidden" });
    await revoke();
    await refused;
  });

  it("and stays open while the right is there", async () => {
    const { cluster, clock } = await place();
    const way = await cluster.portForward(pod);
    await clock.advance(10 * recheckMs);
    expect(way.signal.aborted).toBe(false);
    way.close();
  });
});
