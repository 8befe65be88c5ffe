import { existsSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Clock, delay } from "@/server/lib/clock";
import { killHolder, processesOf } from "./kill";
import { type ContainerRecord, lifeOf, loadRecords } from "./record";

export interface FenceOptions {
  /** The node's folder; its agent is dead and stays dead meanwhile. */
  readonly dir: string;
  readonly clock: Clock;
  readonly deadlineMs: number;
}

const marker = (dir: string) => path.join(dir, "fenced");

/**
 * Ends all containers of a node whose agent is gone for good, and looks whether they are gone. Only when `left` is 0
 * may their pods be replaced. A later agent starts none of them before it has heard what the cluster wants
 * (`wasFenced`).
 */
export async function endNodePods({ dir, clock, deadlineMs }: FenceOptions): Promise<{ ended: number; left: number }> {
  writeFileSync(marker(dir), "", { mode: 0o600 });
  const all = loadRecords({ dir });
  const untilMs = clock.monotonicMs() + deadlineMs;
  for (;;) {
    const left = all.filter((record) => isThere(dir, record, clock.now()));
    if (left.length === 0 || clock.monotonicMs() >= untilMs)
      return { ended: all.length - left.length, left: left.length };
    for (const record of left) killHolder(record);
    await delay(clock, 50);
  }
}

export const wasFenced = (dir: string) => existsSync(marker(dir));
export const unfence = (dir: string) => rmSync(marker(dir), { force: true });

function isThere(dir: string, record: ContainerRecord, nowMs: number): boolean {
  const { state } = lifeOf({ dir }, record, nowMs);
  return state === "running" || (state === "created" && record.holder !== undefined) || processesOf(record).length > 0;
}
