interface Named {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface NeedFacts {
  readonly problem:
    | "NodeNotReady"
    | "NodePressure"
    | "RolloutStuck"
    | "Unavailable"
    | "JobFailed"
    | "PodPending"
    | "PodFailing";
  readonly object: Named;
  readonly status: string;
  readonly count: number;
  readonly owner?: { readonly kind: string; readonly name: string } | undefined;
}

/** The key of the sentence in `overview.need`, and its figures. */
export function needText({ problem, status, count }: NeedFacts): {
  readonly key: NeedFacts["problem"];
  readonly values: { readonly status: string; readonly count: number };
} {
  return { key: problem, values: { status, count } };
}

/**
 * What the line is about, and where it leads: several pods of one owner are that owner's trouble, one pod its own. A
 * pending pod leads to itself always, since only there the whole why is shown.
 */
export function needPlace({ object, owner, count, problem }: NeedFacts): Named {
  if (object.kind !== "Pod" || !owner || count < 2 || problem === "PodPending") return object;
  return { kind: owner.kind, namespace: object.namespace, name: owner.name };
}
