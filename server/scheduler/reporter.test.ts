import { describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { silentLog } from "@/server/lib/log";
import { aPod } from "@/server/objects/builders";
import type { Manifest } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { Reporter } from "./reporter";

function reporter() {
  const clock = new FakeClock();
  const patched: { kind: string; body: unknown }[] = [];
  const created: Manifest[] = [];
  const cluster = {
    patch: async (kind: string, _at: unknown, { body }: { body: unknown }) => {
      patched.push({ kind, body });
    },
    create: async (_kind: string, manifest: Manifest) => {
      created.push(manifest);
    },
  } as unknown as Cluster;
  const random = { uuid: () => "", suffix: () => "xxxxx", fraction: () => 0 };
  return { clock, patched, created, reporter: new Reporter({ cluster, clock, random, log: silentLog }) };
}

const message = "0/1 nodes are available: 1 Insufficient cpu.";
const pod = aPod("web").build();
const told = aPod("web")
  .with((draft) => {
    const condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message } as const;
    draft.status = { conditions: [{ ...condition, lastTransitionTime: "2026-01-01T00:00:00Z" }] };
  })
  .build();

describe("the scheduler's reports", () => {
  it("write the condition and an event", async () => {
    const { reporter: reports, clock, patched, created } = reporter();
    reports.unscheduled(pod, { reason: "Unschedulable", message });
    await clock.advance(0);
    expect(patched[0]?.body).toMatchObject({
      metadata: { uid: pod.metadata.uid },
      status: { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }] },
    });
    expect(created[0]).toMatchObject({ kind: "Event", reason: "FailedScheduling", message, type: "Warning", count: 1 });
  });

  it("write nothing when the pod says that already", async () => {
    const { reporter: reports, clock, patched, created } = reporter();
    reports.unscheduled(told, { reason: "Unschedulable", message });
    await clock.advance(0);
    expect([patched, created]).toEqual([[], []]);
  });

  it("count a repeated event up instead of writing another", async () => {
    const { reporter: reports, clock, patched, created } = reporter();
    reports.unscheduled(pod, { reason: "Unschedulable", message });
    await clock.advance(0);
    reports.unscheduled(told, { reason: "Unschedulable", message: "0/2 nodes are available: 2 Insufficient cpu." });
    await clock.advance(0);
    expect(created).toHaveLength(1);
    expect(patched.find(({ kind }) => kind === "Event")?.body).toMatchObject({ count: 2 });
  });

  it("make no event of a gate", async () => {
    const { reporter: reports, clock, patched, created } = reporter();
    reports.unscheduled(pod, { reason: "SchedulingGated", message: "gates" });
    await clock.advance(0);
    expect([patched.length, created.length]).toEqual([1, 0]);
  });

  it("keep the time of the first refusal while only its reason changes", async () => {
    const { reporter: reports, clock, patched } = reporter();
    await clock.advance(60_000);
    reports.unscheduled(told, { reason: "Unschedulable", message: "another" });
    await clock.advance(0);
    expect(JSON.stringify(patched[0]?.body)).toContain("2026-01-01T00:00:00Z");
  });
});
