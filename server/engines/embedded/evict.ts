import type { DeleteOptions } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { budgetNow } from "@/server/objects/disruptionBudget";
import { controllerOf } from "@/server/objects/meta";
import { matchesSelector } from "@/server/objects/selector";
import type { Pod, PodDisruptionBudget } from "@/server/objects/types";
import type { Key } from "@/server/store/store";
import { mayEvict } from "./disruption";
import type { Engine } from "./engine";
import { read } from "./reads";
import { remove } from "./remove";
import type { Writer, Written } from "./write";

/** Deletes the pod unless a budget says no; evictions of a namespace go one after the other, so that none is let through twice. */
export function evict(writer: Writer, key: Key, options: DeleteOptions): Promise<Written> {
  const { engine, asked } = writer;
  return engine.locks.hold(`evictions of ${key.namespace}`, async () => {
    const pod = (await read(engine, { kind: asked.kind, key })) as Pod;
    await checkBudgets(engine, pod);
    return remove(writer, key, options);
  });
}

async function checkBudgets(engine: Engine, pod: Pod): Promise<void> {
  const namespace = pod.metadata.namespace ?? "";
  const { items } = await engine.store.list({ resource: "poddisruptionbudgets.policy", namespace });
  const budgets = (items as PodDisruptionBudget[]).filter(({ spec }) =>
    matchesSelector(spec.selector, pod.metadata.labels),
  );
  const [budget, another] = budgets;
  if (!budget) return;
  if (another)
    throw new ClusterError("InternalError", {
      says: "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    });
  const pods = (await engine.store.list({ resource: "pods", namespace })).items as Pod[];
  const wanted = await replicas(engine, namespace, pods);
  const now = budgetNow(budget, pods, (one) => wanted.get(controllerOf(one)?.uid ?? ""));
  if (mayEvict(pod, budget, now)) return;
  const { name } = budget.metadata;
  throw new ClusterError("TooManyRequests", {
    says: "Cannot evict pod as it would violate the pod's disruption budget.",
    fields: [
      {
        field: "",
        reason: "DisruptionBudget",
        message: `The disruption budget ${name} needs ${now.needed} healthy pods and has ${now.healthy} currently`,
      },
    ],
    about: { kind: "pods", name: pod.metadata.name },
    retryAfterMs: 10_000,
  });
}

/** What the controllers of these pods want, by the controller's uid. */
async function replicas(engine: Engine, namespace: string, pods: readonly Pod[]) {
  const wanted = new Map<string, { uid: string; replicas: number }>();
  for (const pod of pods) {
    const owner = controllerOf(pod);
    if (!owner || wanted.has(owner.uid)) continue;
    const kind = engine.registry.forManifest(owner);
    if (!kind?.subresources.includes("scale")) continue;
    const resource = kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
    const found = await engine.store.get({ resource, namespace, name: owner.name });
    const count = (found?.spec as { replicas?: number } | undefined)?.replicas;
    if (count !== undefined) wanted.set(owner.uid, { uid: owner.uid, replicas: count });
  }
  return wanted;
}
