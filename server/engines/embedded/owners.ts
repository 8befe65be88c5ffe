import type { FieldOwners } from "@/server/admission/request";
import type { Subject } from "@/server/cluster/subject";
import { isEqual } from "@/server/lib/equal";
import type { ManagedFieldsEntry } from "@/server/objects/patch/managedFieldsEntry";
import type { KubeObject, Manifest } from "@/server/objects/types";

/** The parts of the platform write under the names that they have in Kubernetes. */
const byPart: readonly (readonly [prefix: string, manager: string])[] = [
  ["system:node:", "kubelet"],
  ["system:controller:", "kube-controller-manager"],
  ["system:kube-scheduler", "kube-scheduler"],
  ["system:gateway", "pilothouse-gateway"],
];

/**
 * Who is written down for what a subject sets: the manager that it names, else the platform's part; a person without a
 * program has the console. Every write is tracked, those of agents and controllers too, as in Kubernetes; a set of fields
 * is the same piece of memory from one write to the next.
 */
export function managerOf(subject: Subject, fieldManager: string | undefined): string {
  if (fieldManager) return fieldManager;
  const part = byPart.find(([prefix]) => subject.name.startsWith(prefix))?.[1];
  return part ?? (subject.name.startsWith("system:") ? "pilothouse" : "console");
}

/** An object apart from its owners. What is sent as owners and is no list stays, to be refused like any wrong type. */
export function apart<T extends KubeObject | Manifest>(object: T): { readonly object: T; readonly sent: unknown } {
  const { managedFields, ...metadata } = object.metadata;
  if (managedFields === undefined) return { object, sent: undefined };
  if (managedFields !== null && !Array.isArray(managedFields)) return { object, sent: undefined };
  return { object: { ...object, metadata }, sent: managedFields ?? undefined };
}

/** The owners in a request, from the stored object and what the writer made of it. */
export function ownersIn(manager: string, old: KubeObject | undefined, sent: unknown): FieldOwners {
  const live = old?.metadata.managedFields;
  return { manager, ...(live && { live }), ...(sent !== undefined && !isEqual(sent, live) && { sent }) };
}

/** The same object, but for its revision and the times of its owners: a write that changes no more is none. */
export function isSame(old: KubeObject, next: KubeObject): boolean {
  const { resourceVersion: _before, managedFields: ownersBefore = [], ...before } = old.metadata;
  const { resourceVersion: _after, managedFields: ownersAfter = [], ...after } = next.metadata;
  return (
    isEqual({ ...old, metadata: before }, { ...next, metadata: after }) && hasSameOwners(ownersBefore, ownersAfter)
  );
}

function hasSameOwners(before: readonly ManagedFieldsEntry[], after: readonly ManagedFieldsEntry[]): boolean {
  if (before === after) return true;
  const timeless = ({ time: _time, ...entry }: ManagedFieldsEntry) => entry;
  return isEqual(before.map(timeless), after.map(timeless));
}
