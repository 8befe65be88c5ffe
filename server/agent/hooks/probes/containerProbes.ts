import type { Clock } from "@/server/lib/clock";
import type { Container, Probe } from "@/server/objects/types";
import { firstVerdict, initialDelayMsOf, judge, type Outcome, type ProbeKind, periodMs, type Verdict } from "./verdict";

export interface ProbeEvents {
  /** Some conclusion changed: look at `isStarted`, `isReady` and `mustRestart` again. */
  changed(): void;
  failed(kind: ProbeKind, message: string): void;
  /** The container must go, for what `kind` found; said once. */
  condemned(kind: ProbeKind, probe: Probe): void;
}

export interface ProbesOptions {
  readonly container: Container;
  readonly clock: Clock;
  readonly events: ProbeEvents;
  /** When the container started, wall time: the initial delay counts from there. */
  readonly startedAtMs: number;
  /** What an earlier agent knew of this very container: nobody is made unready by an agent's death. */
  readonly was?: { readonly isStarted: boolean; readonly isReady: boolean };
  attempt(probe: Probe): Promise<Outcome>;
}

/** The probes of one running container, each at its own pace: startup first, then readiness and liveness. */
export class ContainerProbes {
  readonly #options: ProbesOptions;
  readonly #cancels = new Map<ProbeKind, () => void>();
  readonly #verdicts: Record<ProbeKind, Verdict>;
  readonly #beganMs: number;
  #isClosed = false;

  constructor(options: ProbesOptions) {
    this.#options = options;
    const { container, was, clock } = options;
    this.#beganMs = clock.monotonicMs();
    this.#verdicts = {
      startup: firstVerdict("startup", !container.startupProbe || was?.isStarted),
      readiness: firstVerdict("readiness", !container.readinessProbe || was?.isReady),
      liveness: firstVerdict("liveness"),
    };
    if (!this.isStarted) this.#plan("startup", this.#firstDelayMs(container.startupProbe));
    else this.#beginOthers();
  }

  get isStarted(): boolean {
    return this.#verdicts.startup.isGood;
  }

  get isReady(): boolean {
    return this.isStarted && this.#verdicts.readiness.isGood;
  }

  close(): void {
    this.#isClosed = true;
    for (const cancel of this.#cancels.values()) cancel();
  }

  #beginOthers(): void {
    const { readinessProbe, livenessProbe } = this.#options.container;
    if (readinessProbe) this.#plan("readiness", this.#firstDelayMs(readinessProbe));
    if (livenessProbe) this.#plan("liveness", this.#firstDelayMs(livenessProbe));
  }

  #firstDelayMs(probe: Probe | undefined): number {
    const { clock, startedAtMs } = this.#options;
    return Math.max(0, startedAtMs + initialDelayMsOf(probe ?? {}) - clock.now());
  }

  #plan(kind: ProbeKind, ms: number): void {
    this.#cancels.get(kind)?.();
    this.#cancels.set(
      kind,
      this.#options.clock.after(ms, () => void this.#try(kind)),
    );
  }

  async #try(kind: ProbeKind): Promise<void> {
    const { container, clock, attempt, events } = this.#options;
    const probe = probeOf(container, kind);
    if (!probe || this.#isClosed) return;
    const outcome = await attempt(probe).catch(() => undefined);
    if (this.#isClosed) return;
    if (outcome && !outcome.isSuccess) events.failed(kind, outcome.message);
    if (outcome && this.#conclude(kind, outcome.isSuccess, probe)) return;
    const { isGood } = this.#verdicts[kind];
    this.#plan(kind, periodMs(kind, probe, { isGood, sinceMs: clock.monotonicMs() - this.#beganMs }));
  }

  /** Whether this probe is done with: a startup probe that passed, or a container that has to go. */
  #conclude(kind: ProbeKind, isSuccess: boolean, probe: Probe): boolean {
    const { events } = this.#options;
    const before = this.#verdicts[kind];
    const verdict = judge(before, isSuccess, probe);
    this.#verdicts[kind] = verdict;
    const isCondemned = kind !== "readiness" && !isSuccess && verdict.streak >= (probe.failureThreshold ?? 3);
    if (isCondemned) {
      this.close();
      events.condemned(kind, probe);
      return true;
    }
    if (verdict.isGood !== before.isGood) {
      if (kind === "startup") this.#beginOthers();
      events.changed();
    }
    return kind === "startup" && verdict.isGood;
  }
}

function probeOf(container: Container, kind: ProbeKind): Probe | undefined {
  if (kind === "startup") return container.startupProbe;
  return kind === "readiness" ? container.readinessProbe : container.livenessProbe;
}
