import type { KubeObject } from "@/server/objects/types";
import type { Verb } from "./cluster";

/** What is written down of one act of a person. Values of Secrets are masked before they come here. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Both names where somebody spoke as somebody else: `ann as alice`. */
  readonly subject: string;
  /** Where the request came from; absent when not known. */
  readonly via?: string;
  /** From `evict` on: acts on a pod that have no verb of their own in Kubernetes; `token` is one on an account. */
  readonly verb: Verb | "apply" | "evict" | "bind" | "exec" | "attach" | "portforward" | "log" | "token";
  readonly kind: string;
  /** Absent for a kind without namespaces. */
  readonly namespace?: string;
  /** Empty for an act on many (a list of Secrets). */
  readonly name: string;
  readonly outcome: "succeeded" | "refused" | "failed";
  /** Why it was refused or failed. */
  readonly says?: string;
  readonly before?: KubeObject;
  readonly after?: KubeObject;
}

export interface Audit {
  /** Must not hold up the act; what it throws is logged by the engine, and the act stands. */
  write(entry: AuditEntry): void | Promise<void>;
}
