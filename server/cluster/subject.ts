/** Who asks: a user or a part of the platform, in the words of Kubernetes' `user.Info`. */
export interface Subject {
  /** A user's e-mail address, or `system:…` for a part of the platform. */
  readonly name: string;
  readonly groups: readonly string[];
  /** Tells two of one name apart; absent where nobody gave one. */
  readonly uid?: string;
  /** What else is known of it, by qualified names: `authentication.kubernetes.io/pod-name`. */
  readonly extra?: Readonly<Record<string, readonly string[]>>;
  /** Where the request came from, for the audit: an address or a process. */
  readonly via?: string;
  /** Who really asks, where somebody speaks as somebody else (kubectl's `--as`): for the audit, not for the policy. */
  readonly impersonatedBy?: string;
}

/** May do everything; for controllers and the scheduler, in process. Never made from a request. */
export function systemSubject(part: string): Subject {
  return { name: `system:${part}`, groups: ["system:masters"] };
}

/** An agent: its own node's pods, their status and what they refer to. */
export function nodeSubject(node: string): Subject {
  return { name: `system:node:${node}`, groups: ["system:nodes"] };
}

export const gatewaySubject: Subject = { name: "system:gateway", groups: ["system:gateways"] };

/** May do nothing: what a cluster is handed out as, until somebody says who asks. */
export const anonymous: Subject = { name: "system:anonymous", groups: ["system:unauthenticated"] };
