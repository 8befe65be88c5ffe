import { backoffMs } from "@/server/lib/backoff";
import { type Clock, delay } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import { type Docker, openStream } from "./engine";

/** What happened to one container: `start`, `die`, `oom`, `destroy`. */
export interface EngineEvent {
  readonly action: string;
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface EventOptions {
  readonly docker: Docker;
  readonly clock: Clock;
  readonly log: Log;
  /** `name=value`: all of them. */
  readonly labels: readonly string[];
  readonly signal: AbortSignal;
  /** The stream stands: whatever is read from now on misses nothing. */
  onOpen(): Promise<void>;
  onEvent(event: EngineEvent): void;
}

const pace = { firstMs: 100, maxMs: 2000 };
const actions = ["start", "die", "oom", "destroy"];

/** Follows the engine's events until the signal; taken up again when the engine was away. */
export async function followEvents(options: EventOptions): Promise<void> {
  const { clock, log, signal } = options;
  for (let failures = 0; !signal.aborted; ) {
    try {
      await follow(options, () => {
        if (failures > 0) log.info({ failures }, "the Docker engine answers again");
        failures = 0;
      });
    } catch (error) {
      if (signal.aborted) return;
      if (failures === 0)
        log.warn({ reason: messageOf(error) }, "the Docker engine's events ended and are taken up again");
    }
    failures++;
    await delay(clock, backoffMs(failures, pace), signal);
  }
}

async function follow(options: EventOptions, onStanding: () => void): Promise<void> {
  const filters = JSON.stringify({ type: ["container"], event: actions, label: options.labels });
  const stream = await openStream(options.docker, "/events", { query: { filters }, signal: options.signal });
  const opened = options.onOpen().then(onStanding);
  let rest = "";
  const read = async () => {
    for await (const piece of stream) {
      const lines = (rest + piece.toString("utf8")).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) if (line.trim()) tell(JSON.parse(line), options);
    }
  };
  try {
    await Promise.all([opened, read()]);
  } finally {
    // One on which nothing could be read up is not read on beside the next.
    stream.destroy();
  }
}

interface RawEvent {
  readonly Action?: string;
  readonly Actor?: { readonly ID?: string; readonly Attributes?: Readonly<Record<string, string>> };
}

function tell({ Action = "", Actor }: RawEvent, { onEvent }: EventOptions): void {
  if (Actor?.ID) onEvent({ action: Action, id: Actor.ID, labels: Actor.Attributes ?? {} });
}
