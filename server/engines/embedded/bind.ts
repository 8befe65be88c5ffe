import { timestamp } from "@/server/lib/clock";
import { isDeleting, withCondition } from "@/server/objects/meta";
import type { KubeObject, Pod, PodStatus } from "@/server/objects/types";
import type { Key } from "@/server/store/store";
import { revisionOf } from "./engine";
import { read } from "./reads";
import { conflict, modified, uidConflict } from "./refusals";
import { untilStill } from "./retry";
import { commitOnto, lockOf, stamped, type Writer, type Written } from "./write";

export interface Binding {
  readonly node: string;
  /** The pod that was decided on; another of the same name is a `Conflict`. */
  readonly uid?: string;
  readonly dryRun?: boolean;
}

/**
 * Gives a pod its node, once: the one change of `spec.nodeName` there is. It sets two fields that the engine owns and
 * brings no content from outside, so it does not go through admission; the scheduler binds thousands a second.
 */
export function bind(writer: Writer, key: Key, binding: Binding): Promise<Written> {
  const { engine, asked } = writer;
  const bindOnce = async (): Promise<Written> => {
    const pod = (await read(engine, { kind: asked.kind, key })) as Pod;
    check(writer, pod, binding);
    const object: KubeObject = bound(pod, binding.node, timestamp(engine.clock));
    if (binding.dryRun) return { object, before: pod, isChanged: true };
    const put = { type: "put", key, object, expect: { revision: revisionOf(pod) } } as const;
    return { object: stamped(object, await commitOnto(engine.store, put)), before: pod, isChanged: true };
  };
  const lost = () => conflict(asked.kind, key.name, modified);
  return engine.locks.hold(lockOf(key), () => untilStill(bindOnce, lost));
}

/** In the words of Kubernetes' binding REST. */
function check({ asked: { kind } }: Writer, pod: Pod, { uid }: Binding): void {
  const { name, uid: stored } = pod.metadata;
  if (uid && uid !== stored) throw uidConflict(kind, name, { asked: uid, stored });
  if (isDeleting(pod)) throw conflict(kind, name, `pod ${name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) throw conflict(kind, name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec.schedulingGates ?? []).length > 0)
    throw conflict(kind, name, `pod ${name} has non-empty .spec.schedulingGates`);
}

function bound(pod: Pod, nodeName: string, now: string): Pod {
  type PodCondition = NonNullable<PodStatus["conditions"]>[number];
  const scheduled = { type: "PodScheduled", status: "True" };
  const conditions = withCondition<PodCondition>(pod.status?.conditions, scheduled, now).map((condition) => {
    if (condition.type !== "PodScheduled") return condition;
    // Why it could not be scheduled before no longer holds.
    const { reason: _reason, message: _message, ...rest } = condition;
    return rest;
  });
  const { generation } = pod.metadata;
  return {
    ...pod,
    metadata: { ...pod.metadata, ...(generation && { generation: generation + 1 }) },
    spec: { ...pod.spec, nodeName },
    status: { ...pod.status, conditions },
  };
}
