import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Pod } from "@/server/objects/types";
import type { Sandbox } from "../runtime/runtime";
import type { Backoff } from "./restart";

export interface ContainerMemory {
  /** The newest attempt that was begun. */
  readonly attempt: number;
  /** The attempt whose postStart hook has run. */
  readonly postStarted: number;
  readonly backoff?: Backoff;
  /** The attempt that has to make way for another image. */
  readonly replaced?: number;
}

/** What an agent remembers of a pod beyond its own death: its spec, its last status and its attempts. No secret. */
export interface PodRecord {
  readonly pod: Pod;
  readonly startedMs: number;
  readonly containers: Readonly<Record<string, ContainerMemory>>;
  readonly sandbox?: Sandbox;
  /** When its stopping began, wall time. */
  readonly stoppingSinceMs?: number;
  readonly bootId?: string;
  /** Its object's deletion was seen: what is left of it goes. */
  readonly isGone?: boolean;
}

/** One file per pod, replaced whole. */
export class PodRecords {
  readonly #written = new Map<string, string>();

  constructor(readonly dir: string) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }

  all(): PodRecord[] {
    return readdirSync(this.dir).flatMap((name) => {
      if (!name.endsWith(".json")) return [];
      try {
        const record: unknown = JSON.parse(readFileSync(path.join(this.dir, name), "utf8"));
        return isRecord(record) ? [record] : [];
      } catch {
        return [];
      }
    });
  }

  save(record: PodRecord): void {
    const { uid } = record.pod.metadata;
    const text = JSON.stringify(record);
    if (this.#written.get(uid) === text) return;
    const file = this.#file(uid);
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
    this.#written.set(uid, text);
  }

  remove(uid: string): void {
    this.#written.delete(uid);
    rmSync(this.#file(uid), { force: true });
  }

  #file(uid: string): string {
    return path.join(this.dir, `${path.basename(uid)}.json`);
  }
}

function isRecord(value: unknown): value is PodRecord {
  return typeof value === "object" && value !== null && "pod" in value && "containers" in value;
}
