import type { Cluster } from "@/server/cluster/cluster";
import { backoffMs } from "@/server/lib/backoff";
import { type Clock, delay } from "@/server/lib/clock";
import { isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Pod, PodStatus } from "@/server/objects/types";
import { statusPatch } from "./statusPatch";

export interface PodReport {
  readonly status: PodStatus;
  readonly annotations?: Readonly<Record<string, string>>;
}

/**
 * Writes one pod's status: only what changed, one write at a time, and of those that wait only the newest. Each carries
 * the pod's UID, so that one for a pod that is gone is dropped by the engine. Goes on until it is through, however long
 * the control plane is away.
 */
export class StatusWriter {
  #wanted: PodReport | undefined;
  #written = "";
  #isWriting = false;
  #isClosed = false;
  readonly #idle: (() => void)[] = [];

  constructor(
    readonly cluster: Cluster,
    readonly pod: Pod,
    readonly deps: { readonly clock: Clock; readonly log: Log },
  ) {}

  get isClosed(): boolean {
    return this.#isClosed;
  }

  write(report: PodReport): void {
    if (this.#isClosed) return;
    this.#wanted = report;
    if (!this.#isWriting) void this.#run();
  }

  /** Resolves once everything was written, or given up because the pod is gone. */
  flushed(): Promise<void> {
    if (!this.#isWriting) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  close(): void {
    this.#isClosed = true;
    this.#settle();
  }

  async #run(): Promise<void> {
    this.#isWriting = true;
    // What is decided in one turn goes out as one write.
    await Promise.resolve();
    for (let failures = 0; this.#wanted && !this.#isClosed; ) {
      const report = this.#wanted;
      this.#wanted = undefined;
      const text = JSON.stringify(report);
      if (text === this.#written) continue;
      try {
        await this.#patch(report);
        this.#written = text;
        failures = 0;
      } catch (error) {
        if (isReason(error, "NotFound", "Conflict")) this.#isClosed = true;
        else if (isReason(error, "Invalid", "Forbidden", "BadRequest")) this.#refused(error);
        else {
          this.#wanted ??= report;
          await delay(this.deps.clock, backoffMs(++failures, { firstMs: 50, maxMs: 2_000 }));
        }
      }
    }
    this.#settle();
  }

  #refused(error: unknown): void {
    const { namespace, name } = this.pod.metadata;
    this.deps.log.error({ pod: `${namespace}/${name}`, reason: messageOf(error) }, "a pod's status was refused");
  }

  #settle(): void {
    this.#isWriting = false;
    for (const call of this.#idle.splice(0)) call();
  }

  async #patch({ status, annotations }: PodReport): Promise<void> {
    const { uid, namespace, name } = this.pod.metadata;
    const body = {
      metadata: { uid, ...(annotations ? { annotations } : {}) },
      status: statusPatch(status),
    };
    await this.cluster.patch("Pod", { namespace, name }, { type: "strategic", body }, { subresource: "status" });
  }
}
