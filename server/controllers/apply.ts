import type { Cluster } from "@/server/cluster/cluster";
import type { Recorder } from "@/server/cluster/eventRecorder";
import { isReason, messageOf } from "@/server/lib/errors";
import { controllerOf, isDeleting } from "@/server/objects/meta";
import type { KubeObject } from "@/server/objects/types";
import type { Action, Failure } from "./actions";

export interface Applied {
  readonly failure: Failure | undefined;
  /** The last resourceVersion written, by kind: what the caches must include before the next decision. */
  readonly written: ReadonlyMap<string, string>;
}

interface Tools {
  readonly cluster: Cluster;
  readonly recorder: Recorder;
}

/** At most this many writes of one reconcile at a time (Kubernetes' burstReplicas). */
const maxBurst = 500;

/**
 * Carries actions out, in order. Neighbours of one sort and kind go together; creates start slowly (1, 2, 4, …), so
 * that a quota or a bad template costs one refused write, not thousands. The first failure ends it.
 */
export async function apply(actions: readonly Action[], tools: Tools): Promise<Applied> {
  const written = new Map<string, string>();
  for (const group of groupsOf(actions)) {
    let size = group[0]?.do === "create" ? 1 : maxBurst;
    for (let from = 0; from < group.length; from += size, size = Math.min(maxBurst, size * 2)) {
      const batch = group.slice(from, from + size);
      const failures = await Promise.all(batch.map((action) => perform(action, tools, written)));
      const failure = failures.find((found) => found !== undefined);
      if (failure) return { failure, written };
    }
  }
  return { failure: undefined, written };
}

function groupsOf(actions: readonly Action[]): Action[][] {
  const groups: Action[][] = [];
  for (const action of actions) {
    const last = groups.at(-1);
    const first = last?.[0];
    if (last && first && sortOf(first) === sortOf(action)) last.push(action);
    else groups.push([action]);
  }
  return groups;
}

function sortOf(action: Action): string {
  if (action.do === "note") return "note";
  return `${action.do}/${action.kind}/${action.do === "update" ? action.subresource : ""}`;
}

async function perform(action: Action, tools: Tools, written: Map<string, string>): Promise<Failure | undefined> {
  try {
    const object = await write(action, tools.cluster);
    if (object && action.do !== "note") remember(written, action.kind, object.metadata.resourceVersion);
    if (action.note) tools.recorder.tell(action.note.about, action.note);
    return undefined;
  } catch (error) {
    const message = messageOf(error);
    if (
      action.note &&
      (action.do === "create" || action.do === "delete") &&
      !isReason(error, "Conflict", "Unavailable")
    ) {
      const [reason, verb] = action.do === "create" ? ["FailedCreate", "creating"] : ["FailedDelete", "deleting"];
      tools.recorder.tell(action.note.about, { type: "Warning", reason, message: `Error ${verb}: ${message}` });
    }
    return { action, error, message };
  }
}

async function write(action: Action, cluster: Cluster): Promise<KubeObject | undefined> {
  if (action.do === "create") return create(action, cluster);
  if (action.do === "update") return update(action, cluster);
  if (action.do === "delete") return remove(action, cluster);
  return undefined;
}

/** A repeated create is harmless: what lies there under our owner is taken as made. */
async function create(action: Action & { do: "create" }, cluster: Cluster): Promise<KubeObject> {
  try {
    return await cluster.create(action.kind, action.manifest);
  } catch (error) {
    if (!isReason(error, "AlreadyExists")) throw error;
    const { name = "", namespace, ownerReferences } = action.manifest.metadata;
    const there = await cluster.get(action.kind, { name, namespace });
    const owner = ownerReferences?.find((reference) => reference.controller === true)?.uid;
    if (owner !== undefined && controllerOf(there)?.uid === owner && !isDeleting(there)) return there;
    throw error;
  }
}

async function update(action: Action & { do: "update" }, cluster: Cluster): Promise<KubeObject | undefined> {
  const { onlyWhile, kind, object, subresource } = action;
  try {
    if (onlyWhile) {
      const live = await cluster.get(onlyWhile.kind, nameAt(onlyWhile));
      if (live.metadata.uid !== onlyWhile.metadata.uid || isDeleting(live)) return undefined;
    }
    return await cluster.update(kind, object, subresource ? { subresource } : {});
  } catch (error) {
    if (isReason(error, "NotFound")) return undefined;
    throw error;
  }
}

async function remove(action: Action & { do: "delete" }, cluster: Cluster): Promise<KubeObject | undefined> {
  const { uid } = action.object.metadata;
  try {
    return await cluster.delete(action.kind, nameAt(action.object), { ...action.options, uid });
  } catch (error) {
    if (isReason(error, "NotFound")) return undefined;
    // Another object has the name by now: the one that was meant is gone.
    if (isReason(error, "Conflict") && action.options?.resourceVersion === undefined) return undefined;
    throw error;
  }
}

function nameAt({ metadata }: KubeObject): { name: string; namespace?: string } {
  return metadata.namespace ? { name: metadata.name, namespace: metadata.namespace } : { name: metadata.name };
}

function remember(written: Map<string, string>, kind: string, resourceVersion: string): void {
  const last = written.get(kind);
  if (last === undefined || Number(last) < Number(resourceVersion)) written.set(kind, resourceVersion);
}
