import type { Reflector } from "@/server/cluster/reflector";
import { ClusterError } from "@/server/lib/errors";
import { isBound, selectedNodeAnnotation } from "@/server/objects/storage";
import type { PersistentVolumeClaim, Pod } from "@/server/objects/types";
import type { BinderOptions, BindOutcome } from "./binder";
import { claimNamesOf, type VolumeBook } from "./volumeBook";

/** As Kubernetes' `--bind-timeout`. */
const longestMs = 600_000;

export interface SelectOptions extends BinderOptions {
  readonly claims: Reflector<PersistentVolumeClaim> | undefined;
  readonly book: VolumeBook;
}

/**
 * Before a pod is bound: tells for which node its unbound claims' volumes are, and waits until they are bound. Undefined
 * when all are; else why the pod is not to be bound. A claim that somebody else chose a node for meanwhile refuses.
 */
export async function selectNode(pod: Pod, node: string, options: SelectOptions): Promise<BindOutcome | undefined> {
  const { namespace = "" } = pod.metadata;
  const unbound = claimNamesOf(pod).flatMap((name) => {
    const claim = options.book.claim(namespace, name);
    return claim && !isBound(claim) ? [claim] : [];
  });
  if (unbound.length === 0) return undefined;
  try {
    for (const claim of unbound) await choose(claim, node, options);
    await untilBound(unbound, options);
    return undefined;
  } catch (error) {
    return { isBound: false, error };
  }
}

async function choose(claim: PersistentVolumeClaim, node: string, { cluster }: BinderOptions): Promise<void> {
  const { metadata } = claim;
  const selected = metadata.annotations?.[selectedNodeAnnotation];
  if (selected === node) return;
  if (selected !== undefined)
    throw new ClusterError("Conflict", { says: `node ${selected} was chosen for claim ${metadata.name} already` });
  const annotations = { ...metadata.annotations, [selectedNodeAnnotation]: node };
  await cluster.update("PersistentVolumeClaim", { ...claim, metadata: { ...metadata, annotations } });
}

function untilBound(
  claims: readonly PersistentVolumeClaim[],
  { claims: reflector, clock, signal }: SelectOptions,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stops: (() => void)[] = [];
    const end = (finish: () => void) => {
      for (const stop of stops) stop();
      signal.removeEventListener("abort", abort);
      finish();
    };
    const fail = (says: string) => end(() => reject(new ClusterError("Timeout", { says })));
    const abort = () => fail("the scheduler stops");
    const look = () => {
      const now = claims.map(({ metadata }) => reflector?.get(metadata.namespace, metadata.name));
      if (now.every((claim) => claim && isBound(claim))) end(resolve);
      else if (now.some((claim, index) => claim?.metadata.uid !== claims[index]?.metadata.uid))
        fail("a claim of the pod went while its volume was waited for");
    };
    signal.addEventListener("abort", abort);
    stops.push(clock.after(longestMs, () => fail("binding volumes: timed out waiting for the condition")));
    if (reflector) stops.push(reflector.onChange(look));
    look();
  });
}
