import type { Clock } from "@/server/lib/clock";
import type { Outcome } from "./outcome";
import type { Spec } from "./specs";

export interface Run {
  readonly workers: number;
  /** No spec begins later than this. */
  readonly withinMs: number;
  readonly clock: Clock;
  run(spec: Spec): Promise<Outcome>;
  /** Told of each outcome as it comes. */
  onOutcome(spec: Spec, outcome: Outcome): void;
}

/** Runs all specs, some beside each other; those that bear no others come last, one at a time. */
export async function runAll(specs: readonly Spec[], options: Run): Promise<void> {
  const untilMs = options.clock.monotonicMs() + options.withinMs;
  const stages = [
    { specs: specs.filter(({ isSerial }) => !isSerial), workers: options.workers },
    { specs: specs.filter(({ isSerial }) => isSerial), workers: 1 },
  ];
  for (const stage of stages) {
    const waiting = [...stage.specs];
    const work = async () => {
      while (options.clock.monotonicMs() < untilMs) {
        const spec = waiting.shift();
        if (!spec) return;
        options.onOutcome(spec, await options.run(spec));
      }
    };
    await Promise.all(Array.from({ length: stage.workers }, work));
  }
}
