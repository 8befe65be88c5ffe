import { cleanupFinalizer } from "@/server/objects/custom/cleanup";
import { isDeleting } from "@/server/objects/meta";
import { isTerminal } from "@/server/objects/pods";
import type { CustomResourceDefinition, KubeObject, Namespace, Pod } from "@/server/objects/types";

const foregroundFinalizer = "foregroundDeletion";
const orphanFinalizer = "orphan";

export type Deletion =
  /** Nothing holds it: it goes now. */
  | { readonly type: "remove" }
  /** It is marked, and goes when its finalizers are gone and its grace is over. */
  | { readonly type: "mark"; readonly object: KubeObject }
  /** It is marked already, and this deletion asks for no more than that. */
  | { readonly type: "wait" };

interface Asked {
  readonly propagation?: "Background" | "Foreground" | "Orphan";
  readonly graceSeconds?: number;
}

/**
 * What a delete does, after Kubernetes' `rest.BeforeDelete`: pods get their grace and wait for their agent, whatever has
 * finalizers waits for those, a Namespace for its contents. A later delete can only shorten the grace.
 */
export function decideDeletion(object: KubeObject, asked: Asked, nowMs: number): Deletion {
  const graceSeconds = graceOf(object, asked.graceSeconds);
  const finalizers = withCleanup(object, finalizersAfter(object.metadata.finalizers ?? [], asked.propagation));
  if (graceSeconds === 0 && finalizers.length === 0 && contentsOf(object).length === 0) return { type: "remove" };
  const timing = isDeleting(object) ? shortened(object, graceSeconds) : marked(object, graceSeconds, nowMs);
  const hasSameFinalizers = finalizers.join() === (object.metadata.finalizers ?? []).join();
  if (!timing && hasSameFinalizers) return { type: "wait" };
  const { finalizers: _old, ...metadata } = object.metadata;
  const next = { ...object, metadata: { ...metadata, ...timing, ...(finalizers.length > 0 && { finalizers }) } };
  return { type: "mark", object: object.kind === "Namespace" ? terminating(next) : doomed(next, nowMs) };
}

/** A definition of a kind goes after the last object of that kind: its controller says when. */
function withCleanup(object: KubeObject, finalizers: string[]): string[] {
  if (!isDefinition(object) || isDeleting(object) || finalizers.includes(cleanupFinalizer)) return finalizers;
  return [...finalizers, cleanupFinalizer];
}

function isDefinition({ apiVersion, kind }: KubeObject): boolean {
  return kind === "CustomResourceDefinition" && apiVersion === "apiextensions.k8s.io/v1";
}

function doomed(object: KubeObject, nowMs: number): KubeObject {
  if (!isDefinition(object)) return object;
  const { status } = object as CustomResourceDefinition;
  const others = (status?.conditions ?? []).filter(({ type }) => type !== "Terminating");
  const terminating = {
    type: "Terminating",
    status: "True" as const,
    lastTransitionTime: seconds(nowMs),
    reason: "InstanceDeletionPending",
    message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
  };
  return { ...object, status: { ...status, conditions: [...others, terminating] } };
}

/** A deleting object that this write has freed of the last thing that held it, after `ShouldDeleteDuringUpdate`. */
export function isFreedBy(next: KubeObject): boolean {
  const { metadata } = next;
  const isHeld = (metadata.finalizers ?? []).length > 0 || contentsOf(next).length > 0;
  return isDeleting(next) && !isHeld && (metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

/** A pod's grace in seconds; all else has none. A pod that no agent has to stop has none either. */
function graceOf(object: KubeObject, asked: number | undefined): number {
  if (object.kind !== "Pod" || object.apiVersion !== "v1") return 0;
  const pod = object as Pod;
  if (!pod.spec.nodeName || isTerminal(pod)) return 0;
  const seconds = asked ?? pod.spec.terminationGracePeriodSeconds ?? 30;
  return seconds < 0 ? 1 : seconds;
}

function finalizersAfter(finalizers: readonly string[], propagation: Asked["propagation"]): string[] {
  if (propagation === undefined) return [...finalizers];
  const others = finalizers.filter((name) => name !== foregroundFinalizer && name !== orphanFinalizer);
  if (propagation === "Background") return others;
  return [...others, propagation === "Foreground" ? foregroundFinalizer : orphanFinalizer];
}

function contentsOf(object: KubeObject): readonly string[] {
  return object.kind === "Namespace" && object.apiVersion === "v1"
    ? ((object as Namespace).spec?.finalizers ?? [])
    : [];
}

function marked(object: KubeObject, graceSeconds: number, nowMs: number) {
  const { generation } = object.metadata;
  return {
    deletionTimestamp: seconds(nowMs + graceSeconds * 1000),
    deletionGracePeriodSeconds: graceSeconds,
    ...(generation && { generation: generation + 1 }),
  };
}

function shortened({ metadata }: KubeObject, graceSeconds: number) {
  const before = metadata.deletionGracePeriodSeconds ?? 0;
  if (graceSeconds >= before) return undefined;
  const endMs = Date.parse(metadata.deletionTimestamp ?? "") + (graceSeconds - before) * 1000;
  return { deletionTimestamp: seconds(endMs), deletionGracePeriodSeconds: graceSeconds };
}

function terminating(object: KubeObject): KubeObject {
  return { ...object, status: { ...(object.status as object), phase: "Terminating" } };
}

function seconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
