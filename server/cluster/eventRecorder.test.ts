import { describe, expect, it } from "vitest";
import { ClusterError } from "@/server/lib/errors";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { aNode, aPod } from "@/server/objects/builders";
import { FakeClock } from "@/server/testing/fakeClock";
import { memoryCluster } from "@/server/testing/memoryCluster";
import type { Cluster } from "./cluster";
import { EventRecorder, type EventRecorderOptions, type EventText } from "./eventRecorder";
import { systemSubject } from "./subject";

const pod = aPod("web").build();
const text: EventText = { type: "Warning", reason: "BackOff", message: "again" };

function recording(more: Partial<EventRecorderOptions> = {}) {
  const clock = new FakeClock();
  const cluster = memoryCluster({ clock }).as(systemSubject("test"));
  const ready = cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  const log = silentLog;
  const events = new EventRecorder({
    cluster,
    clock,
    random: systemRandom,
    log,
    component: "kubelet",
    host: "a",
    ...more,
  });
  const all = async () => (await cluster.list("Event")).items;
  /** Tells after so much time, and lets it be written. */
  const tell = async (said: EventText, afterMs = 0) => {
    await ready;
    await clock.advance(afterMs);
    events.tell(pod, said);
    for (let turn = 0; turn < 20; turn++) await clock.advance(0);
  };
  return { cluster, events, all, tell, ready };
}

describe("EventRecorder", () => {
  it("writes who says what about which object, as Kubernetes' events have it", async () => {
    const { tell, all } = recording();
    await tell({ ...text, fieldPath: "spec.containers{main}" });
    expect(await all()).toMatchObject([
      {
        metadata: { name: expect.stringMatching(/^web\./), namespace: "default" },
        involvedObject: { apiVersion: "v1", kind: "Pod", name: "web", fieldPath: "spec.containers{main}" },
        type: "Warning",
        reason: "BackOff",
        message: "again",
        count: 1,
        source: { component: "kubelet", host: "a" },
        reportingComponent: "kubelet",
      },
    ]);
  });

  it("counts up what is told again within ten minutes of the last time, and starts anew later", async () => {
    const { tell, all } = recording();
    for (const ms of [0, 400_000, 400_000, 700_000]) await tell(text, ms);
    const found = await all();
    expect(found.map(({ count }) => count).sort()).toEqual([1, 3]);
    expect(found.find(({ count }) => count === 3)).toMatchObject({
      firstTimestamp: "2026-01-01T00:00:00Z",
      lastTimestamp: "2026-01-01T00:13:20Z",
    });
  });

  it("tells anew what was forgotten meanwhile", async () => {
    const { tell, all, cluster } = recording();
    await tell(text);
    for (const { metadata } of await all())
      await cluster.delete("Event", { name: metadata.name, namespace: "default" });
    await tell(text, 60_000);
    expect(await all()).toMatchObject([{ count: 2 }]);
  });

  it("joins many that differ only in their words", async () => {
    const { tell, all } = recording();
    for (let number = 0; number < 15; number++) await tell({ ...text, message: `no ${number}` });
    const found = await all();
    expect(found).toHaveLength(11);
    expect(found.find(({ message }) => message?.startsWith("(combined from similar events)"))?.count).toBe(5);
  });

  it("by reason keeps one event per pod with the newest words", async () => {
    const { tell, all } = recording({ sameBy: "reason" });
    await tell({ ...text, message: "0/3 nodes" });
    await tell({ ...text, message: "0/4 nodes" });
    expect(await all()).toMatchObject([{ message: "0/4 nodes", count: 2 }]);
  });

  it("counts what was told while an earlier one was on its way", async () => {
    const { events, all, tell, ready } = recording();
    await ready;
    for (let number = 0; number < 4; number++) events.tell(pod, text);
    await tell(text);
    expect(await all()).toMatchObject([{ count: 5 }]);
  });

  it("writes what is said of an object without a namespace into default", async () => {
    const { events, all, tell, ready } = recording();
    await ready;
    events.tell(aNode("a").build(), { ...text, type: "Normal" });
    await tell(text);
    const about = (await all()).find(({ involvedObject }) => involvedObject.kind === "Node");
    expect(about?.metadata.namespace).toBe("default");
  });

  it("waits for a store that cannot write only if it is patient", async () => {
    for (const isPatient of [true, false]) {
      const clock = new FakeClock();
      const failures = [new ClusterError("Unavailable", { says: "away" })];
      const written: unknown[] = [];
      const create = async (_kind: string, manifest: unknown) => {
        const failure = failures.shift();
        if (failure) throw failure;
        written.push(manifest);
      };
      const cluster = { create } as unknown as Cluster;
      const log = silentLog;
      new EventRecorder({ cluster, clock, random: systemRandom, log, component: "x", isPatient }).tell(pod, text);
      for (const ms of [0, 5_000]) await clock.advance(ms);
      expect(written).toHaveLength(isPatient ? 1 : 0);
    }
  });
});
