import { type Clock, delay } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Container } from "@/server/objects/types";
import { type ProbeTarget, tryHttp } from "./probes/tryProbe";

type Handler = NonNullable<NonNullable<Container["lifecycle"]>["preStop"]>;

export interface HookContext {
  readonly target: ProbeTarget;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

/** Runs a lifecycle hook to its end, or to its time. Undefined when it went well, else what to say. */
export async function runHook(handler: Handler, context: HookContext): Promise<string | undefined> {
  const { target, clock, timeoutMs } = context;
  const { exec, httpGet, sleep } = handler;
  try {
    if (exec) {
      const command = exec.command ?? [];
      const { code, output } = await target.runtime.run(target.id, command, timeoutMs);
      if (code === 0) return undefined;
      return `Exec lifecycle hook (${JSON.stringify(command)}) for Container "${target.container.name}" failed - error: command exited with ${code}, message: ${JSON.stringify(output)}`;
    }
    if (httpGet) {
      const { isSuccess, message } = await tryHttp(httpGet, timeoutMs, target);
      if (isSuccess) return undefined;
      return `HTTP lifecycle hook (${httpGet.path ?? "/"}) for Container "${target.container.name}" failed - error: ${message}`;
    }
    if (sleep) await delay(clock, Math.min(timeoutMs, sleep.seconds * 1000));
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
