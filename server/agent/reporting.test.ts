import { expect, test } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { EventRecorder } from "@/server/cluster/eventRecorder";
import { ClusterError } from "@/server/lib/errors";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { aPod } from "@/server/objects/builders";
import { FakeClock } from "@/server/testing/fakeClock";
import { StatusWriter } from "./statusWriter";

interface Written {
  readonly verb: string;
  readonly body: Record<string, unknown>;
}

/** A cluster that notes what is written, and fails as often as told. */
function noting(failures: ClusterError[] = []): { cluster: Cluster; written: Written[] } {
  const written: Written[] = [];
  const note = (verb: string) => async (_kind: string, first: unknown, second?: { body: unknown }) => {
    const failure = failures.shift();
    if (failure) throw failure;
    written.push({ verb, body: (second?.body ?? first) as Record<string, unknown> });
    return first;
  };
  const cluster = { create: note("create"), patch: note("patch") } as unknown as Cluster;
  return { cluster, written };
}

const kubelet = { component: "kubelet", host: "a" };
const away = () => new ClusterError("Unavailable", { says: "away" });

test("an event that is told again within ten minutes is counted, later it is a new one", async () => {
  const { cluster, written } = noting();
  const clock = new FakeClock();
  const events = new EventRecorder({ ...kubelet, cluster, clock, random: systemRandom, log: silentLog });
  const text = { type: "Warning", reason: "BackOff", message: "again" } as const;
  const pod = aPod("web").build();
  for (const ms of [0, 60_000, 60_000, 11 * 60_000]) {
    await clock.advance(ms);
    events.tell(pod, text);
    await clock.advance(0);
  }
  expect(written.map(({ verb, body }) => [verb, body.count])).toEqual([
    ["create", 1],
    ["patch", 2],
    ["patch", 3],
    ["create", 1],
  ]);
  expect(written[0]?.body).toMatchObject({
    involvedObject: { kind: "Pod", name: "web" },
    source: { component: "kubelet" },
  });
});

test("an event that cannot be written holds up nothing", async () => {
  const { cluster, written } = noting([away()]);
  const clock = new FakeClock();
  const events = new EventRecorder({ ...kubelet, cluster, clock, random: systemRandom, log: silentLog });
  for (const message of ["one", "two"]) events.tell(aPod().build(), { type: "Normal", reason: "Started", message });
  await clock.advance(0);
  expect(written.map(({ body }) => body.message)).toEqual(["two"]);
});

const writerOf = (failures: ClusterError[] = []) => {
  const clock = new FakeClock();
  const { cluster, written } = noting(failures);
  return { clock, written, writer: new StatusWriter(cluster, aPod("web").build(), { clock, log: silentLog }) };
};

test("of several reports the newest is written, with the pod's UID, and the same one only once", async () => {
  const { clock, written, writer } = writerOf();
  writer.write({ status: { phase: "Pending" } });
  writer.write({ status: { phase: "Running" } });
  await clock.advance(0);
  writer.write({ status: { phase: "Running" } });
  await clock.advance(0);
  expect(written).toHaveLength(1);
  expect(written[0]?.body).toMatchObject({
    metadata: { uid: aPod("web").build().metadata.uid },
    status: { phase: "Running" },
  });
});

test("a report waits for a control plane that is away, and a newer one takes its place", async () => {
  const { clock, written, writer } = writerOf([away(), away(), away()]);
  writer.write({ status: { phase: "Pending" } });
  await clock.advance(60);
  writer.write({ status: { phase: "Running" } });
  await clock.advance(5_000);
  expect(written.map(({ body }) => body.status)).toMatchObject([{ phase: "Running" }]);
});

test("a report for a pod that is gone, or has another UID now, is dropped for good", async () => {
  const { clock, written, writer } = writerOf([new ClusterError("Conflict", { says: "another uid" })]);
  writer.write({ status: { phase: "Pending" } });
  await clock.advance(0);
  writer.write({ status: { phase: "Running" } });
  await clock.advance(5_000);
  expect(written).toEqual([]);
  await writer.flushed();
});
