import { isEqual } from "@/server/lib/equal";
import { amountText, sumOf } from "@/server/objects/quota/amounts";
import { usageOf } from "@/server/objects/quota/usage";
import type { KubeObject, ResourceQuota } from "@/server/objects/types";
import { type Outcome, statusUpdate } from "../actions";

/** What a quota counts, by GroupResource. */
export type Counted = ReadonlyMap<string, readonly KubeObject[]>;

/** Tells how much of a quota is used; admission counts for itself and does not rely on it. */
export function reconcile(quota: ResourceQuota, counted: Counted): Outcome {
  const { spec, status } = quota;
  const total = sumOf(
    [...counted].flatMap(([resource, objects]) => objects.map((object) => usageOf(resource, object, spec))),
  );
  const hard = spec.hard ?? {};
  const used = Object.fromEntries(Object.keys(hard).map((name) => [name, amountText(name, total[name] ?? 0)]));
  const isUnchanged = isEqual(status?.hard ?? {}, hard) && isEqual(status?.used ?? {}, used);
  return { actions: statusUpdate(quota, { hard, used }, isUnchanged) };
}
