import type { AttachOptions, DeleteOptions, ExecOptions, ListOptions, Patch, WriteOptions } from "./cluster";

/** `?a=1&b=2` of what is given; empty, false and absent values are left out. */
export function queryOf(values: Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    if (value !== undefined && value !== "" && value !== false) query.set(name, String(value));
  return query.size === 0 ? "" : `?${query}`;
}

export function listQuery({ labelSelector, fieldSelector, limit, atLeast, continue: token }: ListOptions): string {
  return queryOf({
    labelSelector,
    fieldSelector,
    limit,
    continue: token,
    resourceVersion: atLeast,
    resourceVersionMatch: atLeast && "NotOlderThan",
  });
}

interface ForcedOptions extends WriteOptions {
  /** Of an apply. */
  readonly force?: boolean;
}

/** Strict unless told: Kubernetes' own default would drop what it does not know, with a warning. */
export function writeQuery({ dryRun, fieldManager, fieldValidation = "Strict", force }: ForcedOptions): string {
  return queryOf({ dryRun: dryRun && "All", fieldManager, fieldValidation, force });
}

/** What exec and attach ask for: every stream that there is. */
export function sessionQuery(options: ExecOptions | AttachOptions): string {
  const { container, tty, stdin } = options;
  const query = new URLSearchParams("command" in options ? options.command.map((word) => ["command", word]) : []);
  if (container) query.set("container", container);
  if (stdin) query.set("stdin", "true");
  query.set("stdout", "true");
  query.set(tty ? "tty" : "stderr", "true");
  return `?${query}`;
}

export const patchTypes: Readonly<Record<Patch["type"], string>> = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
  apply: "application/apply-patch+yaml",
};

/** `metav1.DeleteOptions`. */
export function deleteOptionsOf({ dryRun, propagation, graceSeconds, uid, resourceVersion }: DeleteOptions): object {
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    ...(dryRun && { dryRun: ["All"] }),
    ...(propagation && { propagationPolicy: propagation }),
    ...(graceSeconds !== undefined && { gracePeriodSeconds: graceSeconds }),
    ...((uid || resourceVersion) && {
      preconditions: { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) },
    }),
  };
}
