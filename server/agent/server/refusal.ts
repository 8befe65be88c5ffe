import { messageOf } from "@/server/lib/errors";
import { RuntimeError } from "../runtime/runtime";

const statuses: Readonly<Record<string, number>> = {
  ContainerNotFound: 404,
  ContainerNotRunning: 400,
};

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
    if (!(error instanceof RuntimeError)) return new Refusal(500, messageOf(error));
    return new Refusal(statuses[error.reason] ?? 500, error.message);
  }
}
