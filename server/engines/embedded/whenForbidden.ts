import { isReason } from "@/server/lib/errors";
import { type Asked, authorise } from "./guard";
import type { Who } from "./views";

/** How long what is open (a log that is followed, a terminal, a forwarded port) may outlive the right to it. */
export const recheckMs = 5_000;

/** Calls once the subject may no longer; a policy that cannot be asked takes nothing away. Returns the way to stop. */
export function whenForbidden({ engine, subject }: Who, asked: Asked, call: (error: unknown) => void): () => void {
  const stop = engine.clock.every(recheckMs, () => {
    authorise(engine, subject, asked).catch((error: unknown) => {
      if (!isReason(error, "Forbidden")) return;
      stop();
      call(error);
    });
  });
  return stop;
}
