import { claimProtection } from "@/server/objects/storage";
import type { PersistentVolumeClaim, Pod } from "@/server/objects/types";
import { nothing, type Outcome } from "../actions";

/** The claims that a pod refers to, by name. */
export function claimsOf({ spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
}

/** A pod that has no node yet does not count: it is not let onto one while its claim goes. */
export function reconcile(claim: PersistentVolumeClaim, pods: readonly Pod[]): Outcome {
  const isUsed = pods.some((pod) => pod.spec.nodeName && claimsOf(pod).includes(claim.metadata.name));
  if (isUsed) return nothing;
  const finalizers = claim.metadata.finalizers?.filter((name) => name !== claimProtection);
  const object = { ...claim, metadata: { ...claim.metadata, finalizers } };
  return { actions: [{ do: "update", kind: claim.kind, object }] };
}
