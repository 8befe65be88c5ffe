import type { Cluster } from "@/server/cluster/cluster";
import { type Clock, delay } from "@/server/lib/clock";
import { isReason } from "@/server/lib/errors";
import type { Pod } from "@/server/objects/types";

export type BindOutcome =
  | { readonly isBound: true }
  /** It is certain that the pod is not on that node by this binding. */
  | { readonly isBound: false; readonly error: unknown };

export interface BinderOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

const rereadMs = 500;

/** Binds, and knows afterwards whether it did: an answer that was lost is found out by reading, never guessed. */
export async function bindPod({ metadata }: Pod, node: string, options: BinderOptions): Promise<BindOutcome> {
  const { name, namespace, uid } = metadata;
  try {
    await options.cluster.bind({ name, namespace, uid }, node);
    return { isBound: true };
  } catch (error) {
    if (!isReason(error, "OutcomeUnknown", "Timeout", "InternalError")) return { isBound: false, error };
    return (await isOn({ name, namespace, uid }, node, options)) ? { isBound: true } : { isBound: false, error };
  }
}

async function isOn(
  pod: { name: string; namespace?: string; uid: string },
  node: string,
  { cluster, clock, signal }: BinderOptions,
): Promise<boolean> {
  while (!signal.aborted) {
    try {
      const { metadata, spec } = await cluster.get("Pod", { name: pod.name, namespace: pod.namespace });
      return metadata.uid === pod.uid && spec.nodeName === node;
    } catch (error) {
      if (isReason(error, "NotFound")) return false;
      await delay(clock, rereadMs, signal);
    }
  }
  return false;
}
