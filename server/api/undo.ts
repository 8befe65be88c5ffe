import type { Cluster, Revision } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { controllerOf, isDeleting } from "@/server/objects/meta";
import { diffObjects } from "@/server/objects/patch/diffObjects";
import type { KubeObject, Manifest } from "@/server/objects/types";

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

/**
 * Takes the last change of an object back: what was deleted is made again as it was, what was changed gets back what
 * people write of it (spec, data, labels, annotations). What the platform writes (status, identity) stays its own. The
 * write carries the revision that was looked at, so that nobody's change in between is lost (`Conflict`).
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
  const reverted = { ...current, ...contentOf(target.object), metadata: metadataBack(current, target.object) };
  return { did: "reverted", object: await cluster.update(kind, reverted) };
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
  const { labels = {}, annotations = {} } = object.metadata;
  return { ...contentOf(object), labels, annotations };
}

/** All but identity and status: `spec`, `data`, `type`, … */
function contentOf(object: KubeObject): Omit<KubeObject, "apiVersion" | "kind" | "metadata" | "status"> {
  const { apiVersion: _apiVersion, kind: _kind, metadata: _metadata, status: _status, ...content } = object;
  return content;
}

function metadataBack(current: KubeObject, target: KubeObject): KubeObject["metadata"] {
  const { labels, annotations } = target.metadata;
  return { ...current.metadata, labels, annotations };
}

/** As a person would write it. */
export function manifestOf(object: KubeObject): Manifest {
  const { name, namespace, labels, annotations } = object.metadata;
  const metadata = { name, namespace, labels, annotations };
  return { apiVersion: object.apiVersion, kind: object.kind, metadata, ...contentOf(object) };
}

function bad(says: string): ClusterError {
  return new ClusterError("Conflict", { says });
}
