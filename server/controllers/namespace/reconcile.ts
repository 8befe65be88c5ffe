import { isDeleting } from "@/server/objects/meta";
import type { KubeObject, Namespace } from "@/server/objects/types";
import { type Action, type Outcome, statusUpdate } from "../actions";
import { isSame } from "../hash";

type NamespaceStatus = NonNullable<Namespace["status"]>;
type NamespaceCondition = NonNullable<NamespaceStatus["conditions"]>[number];

/** What is left in a namespace, by kind as `kubectl api-resources` names it (`pods`, `deployments.apps`). */
export interface Remaining {
  readonly resource: string;
  /** As `Cluster` takes it. */
  readonly kind: string;
  readonly objects: readonly KubeObject[];
}

export interface Observed {
  readonly remaining: readonly Remaining[];
  /** Why some contents could not be read. */
  readonly unreadable: readonly string[];
  readonly timestamp: string;
}

const pollMs = 5_000;

/** Empties a namespace that is being deleted, says what holds it up, and lets it go when nothing is left. */
export function reconcile(namespace: Namespace, { remaining, unreadable, timestamp }: Observed): Outcome {
  if (!isDeleting(namespace)) return { actions: activate(namespace) };
  const left = remaining.filter(({ objects }) => objects.length > 0);
  if (left.length === 0 && unreadable.length === 0) {
    const finalizers = (namespace.spec.finalizers ?? []).filter((name) => name !== "kubernetes");
    return {
      actions: [{ do: "update", kind: "Namespace", object: { ...namespace, spec: { ...namespace.spec, finalizers } } }],
    };
  }
  const deletions = left.flatMap(({ kind, objects }) => {
    const doomed = objects.filter((object) => !isDeleting(object));
    return doomed.map((object): Action => ({ do: "delete", kind, object, options: { propagation: "Background" } }));
  });
  const afterwards = (failure?: { message: string }) => {
    const failures = [...unreadable, ...(failure ? [failure.message] : [])];
    const conditions = conditionsOf(namespace, left, { failures, timestamp });
    const status = { ...namespace.status, phase: "Terminating" as const, conditions };
    return statusUpdate(namespace, status, isSame(status, namespace.status));
  };
  return { actions: deletions, afterwards, retryAfterMs: pollMs };
}

function activate(namespace: Namespace): Action[] {
  const isUnchanged = namespace.status?.phase === "Active";
  return statusUpdate(namespace, { ...namespace.status, phase: "Active" }, isUnchanged);
}

/** In the words of Kubernetes' NamespaceConditionUpdater. */
function conditionsOf(
  namespace: Namespace,
  left: readonly Remaining[],
  { failures, timestamp }: { failures: readonly string[]; timestamp: string },
): NamespaceCondition[] {
  const content = left.map(({ resource, objects }) => `${resource} has ${objects.length} resource instances`);
  const finalizers = countFinalizers(left).map(([name, count]) => `${name} in ${count} resource instances`);
  const wanted: [type: string, isTrue: boolean, reason: string, message: string][] = [
    [
      "NamespaceDeletionContentFailure",
      failures.length > 0,
      failures.length > 0 ? "ContentDeletionFailed" : "ContentDeleted",
      failures.length > 0
        ? `Failed to delete all resource types, ${failures.length} remaining: ${failures.join(", ")}`
        : "All content successfully deleted, may be waiting on finalization",
    ],
    [
      "NamespaceContentRemaining",
      content.length > 0,
      content.length > 0 ? "SomeResourcesRemain" : "ContentRemoved",
      content.length > 0 ? `Some resources are remaining: ${content.join(", ")}` : "All content successfully removed",
    ],
    [
      "NamespaceFinalizersRemaining",
      finalizers.length > 0,
      finalizers.length > 0 ? "SomeFinalizersRemain" : "ContentHasNoFinalizers",
      finalizers.length > 0
        ? `Some content in the namespace has finalizers remaining: ${finalizers.join(", ")}`
        : "All content-preserving finalizers finished",
    ],
  ];
  return wanted.map(([type, isTrue, reason, message]) => {
    const status = isTrue ? "True" : "False";
    const old = namespace.status?.conditions?.find((condition) => condition.type === type);
    const lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? timestamp) : timestamp;
    return { type, status, reason, message, lastTransitionTime };
  });
}

function countFinalizers(left: readonly Remaining[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { objects } of left)
    for (const { metadata } of objects)
      for (const name of metadata.finalizers ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts];
}
