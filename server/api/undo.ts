import type { Cluster, Revision } from "@/server/cluster/cluster";
import { ClusterError, isReason } from "@/server/lib/errors";
import { controllerOf, isDeleting } from "@/server/objects/meta";
import { diffObjects } from "@/server/objects/patch/diffObjects";
import type { KubeObject } from "@/server/objects/types";
import { manifestOf } from "./manifestOf";

export interface UndoInput {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** Which state to go back to; the last that differed, unless told. */
  readonly to?: string;
}

export interface Undone {
  readonly did: "recreated" | "reverted";
  readonly object: KubeObject;
}

const depth = 100;
const mostAttempts = 5;
/** Annotations that controllers write beside people's. */
const ownAnnotation = /^deployment\.kubernetes\.io\//;

/**
 * Takes the last change of an object back: what was deleted is made again as it was, what was changed gets back what
 * people write of it (spec, data, labels, annotations). What the platform writes (status, identity) stays its own, and may
 * move meanwhile: the write is tried again. A person's change in between is not lost (`Conflict`).
 */
export async function undo(cluster: Cluster, { kind, namespace, name, to }: UndoInput): Promise<Undone> {
  const at = { namespace, name };
  if (kind === "Secret") throw bad("The history keeps no secret values: set them again instead.");
  const history = await cluster.history(kind, at, { limit: depth });
  const newest = history[0];
  if (!newest) throw new ClusterError("NotFound", { says: `Nothing is kept of ${kind} ${name}.` });
  if (newest.type === "DELETED") return recreate(cluster, kind, to ? revisionAt(history, to) : newest);
  const current = await cluster.get(kind, at);
  if (isDeleting(current)) throw bad(`${name} is still being deleted: try again when it is gone.`);
  const target = to ? revisionAt(history, to) : lastDifferent(history, current);
  return { did: "reverted", object: await revert(cluster, current, target.object) };
}

async function revert(cluster: Cluster, seen: KubeObject, target: KubeObject): Promise<KubeObject> {
  const { kind, metadata } = seen;
  let current = seen;
  for (let attempt = 1; ; attempt++) {
    try {
      return await cluster.update(kind, { ...current, ...contentOf(target), metadata: metadataBack(current, target) });
    } catch (error) {
      if (attempt >= mostAttempts || !isReason(error, "Conflict")) throw error;
      current = await cluster.get(kind, { namespace: metadata.namespace, name: metadata.name });
      if (isDifferent(current, seen)) throw error;
    }
  }
}

async function recreate(cluster: Cluster, kind: string, { object }: Revision): Promise<Undone> {
  const owner = controllerOf(object);
  if (owner) throw bad(`${owner.kind} ${owner.name} makes its own ${kind}s: this one is not made again.`);
  return { did: "recreated", object: await cluster.create(kind, manifestOf(object)) };
}

function revisionAt(history: readonly Revision[], to: string): Revision {
  const found = history.find(({ resourceVersion }) => resourceVersion === to);
  if (!found) throw new ClusterError("NotFound", { says: `Revision ${to} is no longer kept.` });
  return found;
}

function lastDifferent(history: readonly Revision[], current: KubeObject): Revision {
  const found = history.find(({ type, object }) => type !== "DELETED" && isDifferent(object, current));
  if (!found || found.object.metadata.uid !== current.metadata.uid)
    throw bad(`There is no earlier state of ${current.metadata.name} to go back to.`);
  return found;
}

function isDifferent(left: KubeObject, right: KubeObject): boolean {
  return diffObjects(writtenByPeople(left), writtenByPeople(right)).length > 0;
}

function writtenByPeople(object: KubeObject): object {
  const { labels = {}, annotations } = object.metadata;
  return { ...contentOf(object), labels, annotations: annotationsOf(annotations, (name) => !ownAnnotation.test(name)) };
}

/** All but identity and status: `spec`, `data`, `type`, … */
function contentOf(object: KubeObject): Omit<KubeObject, "apiVersion" | "kind" | "metadata" | "status"> {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, status: _status, ...content } = object;
  return content;
}

function metadataBack(current: KubeObject, target: KubeObject): KubeObject["metadata"] {
  const theirs = annotationsOf(target.metadata.annotations, (name) => !ownAnnotation.test(name));
  const ours = annotationsOf(current.metadata.annotations, (name) => ownAnnotation.test(name));
  return { ...current.metadata, labels: target.metadata.labels, annotations: { ...theirs, ...ours } };
}

function annotationsOf(
  annotations: Readonly<Record<string, string>> = {},
  isWanted: (name: string) => boolean,
): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([name]) => isWanted(name)));
}

function bad(says: string): ClusterError {
  return new ClusterError("Conflict", { says });
}
