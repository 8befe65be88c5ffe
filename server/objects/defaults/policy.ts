import type { Event, Namespace, PriorityClass } from "../types";

export function fillPriorityClass(priority: PriorityClass): void {
  priority.value ??= 0;
  priority.preemptionPolicy ??= "PreemptLowerPriority";
}

/** Held by its finalizer until everything in it is gone. */
export function fillNamespace(namespace: Namespace): void {
  namespace.status ??= { phase: "Active" };
  namespace.status.phase ??= "Active";
  const { metadata } = namespace;
  metadata.labels = { ...metadata.labels, "kubernetes.io/metadata.name": metadata.name ?? "" };
}

export function fillEvent(event: Event): void {
  event.source ??= {};
}
