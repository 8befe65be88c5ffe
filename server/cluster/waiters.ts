import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";

interface Waiter {
  readonly wanted: number;
  resolve(): void;
  reject(error: Error): void;
}

/** Those who wait for a revision to be reached, each with a deadline of its own. */
export class Waiters {
  readonly #waiting = new Set<Waiter>();

  constructor(readonly clock: Clock) {}

  /** `what` completes the sentence "timed out waiting for …". */
  wait(wanted: number, timeoutMs: number, what: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        cancel();
        this.#waiting.delete(waiter);
      };
      const waiter: Waiter = {
        wanted,
        resolve: () => {
          leave();
          resolve();
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const cancel = this.clock.after(timeoutMs, () =>
        waiter.reject(new ClusterError("Timeout", { says: `timed out waiting for ${what}` })),
      );
      this.#waiting.add(waiter);
    });
  }

  reached(revision: number): void {
    for (const waiter of this.#waiting) if (waiter.wanted <= revision) waiter.resolve();
  }

  rejectAll(error: Error): void {
    for (const waiter of this.#waiting) waiter.reject(error);
  }
}
