import { messageOf } from "@/server/lib/errors";
import { RuntimeError } from "../runtime/runtime";

/** What the agent's server answers instead, in plain text as the kubelet does. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = "Refusal";
  }

  static of(error: unknown): Refusal {
    if (error instanceof Refusal) return error;
    const isGone = error instanceof RuntimeError && error.reason.startsWith("Container");
    return new Refusal(isGone ? 404 : 500, messageOf(error));
  }
}
