import { ClusterError, messageOf, type Reason } from "@/server/lib/errors";

export function unavailable(cause: unknown): ClusterError {
  return new ClusterError("Unavailable", { says: `the node's agent does not answer: ${messageOf(cause)}`, cause });
}

const reasons: Readonly<Record<number, Reason>> = { 400: "BadRequest", 404: "NotFound", 429: "TooManyRequests" };

/** What the agent refused: its own words, from a Status object or plain text. */
export function refusal(status: number, body: string): ClusterError {
  let says = body.trim();
  try {
    const { message } = JSON.parse(body) as { message?: unknown };
    if (typeof message === "string") says = message;
  } catch {
    // Plain text, as the kubelet has it.
  }
  const reason = reasons[status] ?? (status >= 502 ? "Unavailable" : "InternalError");
  return new ClusterError(reason, { says: says || `the node's agent answered ${status}` });
}
