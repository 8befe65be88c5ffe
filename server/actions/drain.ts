import type { Cluster } from "@/server/cluster/cluster";
import { type Clock, delay } from "@/server/lib/clock";
import { ClusterError, isReason, messageOf } from "@/server/lib/errors";
import { cordon } from "./cordon";
import { type DrainConsent, type DrainPlan, type PodRef, planDrain } from "./drainPlan";
import { readWorld } from "./world";

export interface DrainOptions extends DrainConsent {
  readonly clock: Clock;
  /** How long pods may take to leave, a PodDisruptionBudget included; ten minutes unless told. */
  readonly timeoutMs?: number;
  /** Instead of each pod's own grace period. */
  readonly graceSeconds?: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: DrainProgress): void;
}

export interface DrainProgress {
  readonly pod: PodRef;
  readonly state: "evicting" | "waiting" | "stopping" | "gone" | "failed";
  readonly says?: string;
  readonly gone: number;
  readonly total: number;
}

export interface Drained {
  readonly plan: DrainPlan;
  readonly gone: readonly PodRef[];
  /** Pods that are still there, and why. */
  readonly left: readonly { readonly pod: PodRef; readonly says: string }[];
}

const defaultTimeoutMs = 600_000;
/** How often a refused eviction is tried again, as kubectl does. */
const retryMs = 5_000;
const pollMs = 250;

/** What draining the node would do; does nothing. */
export async function drainPlan(cluster: Cluster, node: string, consent: DrainConsent = {}): Promise<DrainPlan> {
  await cluster.get("Node", { name: node });
  return planDrain(node, await readWorld(cluster), consent);
}

/**
 * Cordons the node and evicts its pods, each as its PodDisruptionBudgets allow, and waits until they are gone. Throws
 * `Conflict` before anything was evicted when a pod would be lost that nobody agreed to lose; the node is then left as it was.
 */
export async function drain(cluster: Cluster, node: string, options: DrainOptions): Promise<Drained> {
  const plan = await drainPlan(cluster, node, options);
  if (plan.blockers.length > 0) throw blocked(plan);
  await cordon(cluster, node);
  const endMs = options.clock.monotonicMs() + (options.timeoutMs ?? defaultTimeoutMs);
  const gone: PodRef[] = [];
  const left: { pod: PodRef; says: string }[] = [];
  const total = plan.moves.length;
  await Promise.all(
    plan.moves.map(async ({ pod }) => {
      const tell = (state: DrainProgress["state"], says?: string) =>
        options.onProgress?.({ pod, state, ...(says ? { says } : {}), gone: gone.length, total });
      const kept = await removePod(cluster, pod, { options, endMs, tell });
      if (kept === undefined) gone.push(pod);
      else left.push({ pod, says: kept });
      tell(kept === undefined ? "gone" : "failed", kept);
    }),
  );
  return { plan, gone, left };
}

function blocked({ node, blockers }: DrainPlan): ClusterError {
  const named = blockers.slice(0, 5).map(({ pod, says }) => `${pod.namespace}/${pod.name}: ${says}`);
  const more = blockers.length > 5 ? ` And ${blockers.length - 5} more.` : "";
  return new ClusterError("Conflict", {
    says: `${node} was not drained, and nothing was moved. ${named.join(" ")}${more}`,
    about: { kind: "Node", name: node },
  });
}

interface Removal {
  readonly options: DrainOptions;
  readonly endMs: number;
  tell(state: DrainProgress["state"], says?: string): void;
}

/** Undefined once the pod is gone, else why it is not. */
async function removePod(cluster: Cluster, pod: PodRef, removal: Removal): Promise<string | undefined> {
  const { options, tell } = removal;
  tell("evicting");
  const refused = await evict(cluster, pod, removal);
  if (refused !== undefined) return refused;
  tell("stopping");
  while (isInTime(removal)) {
    if (!(await isThere(cluster, pod))) return undefined;
    await delay(options.clock, pollMs, options.signal);
  }
  return "It was evicted, but has not stopped in time.";
}

/** Undefined once the eviction was accepted. A budget that says no is asked again until the time is over. */
async function evict(cluster: Cluster, pod: PodRef, removal: Removal): Promise<string | undefined> {
  const { clock, signal, graceSeconds } = removal.options;
  let last = "The time was over before it could be evicted.";
  while (isInTime(removal)) {
    try {
      const { namespace, name, uid } = pod;
      await cluster.evict({ namespace, name }, { uid, ...(graceSeconds === undefined ? {} : { graceSeconds }) });
      return undefined;
    } catch (error) {
      if (isReason(error, "NotFound")) return undefined;
      last = messageOf(error);
      // Another pod of that name: ours is gone.
      if (isReason(error, "Conflict") && !(await isThere(cluster, pod))) return undefined;
      if (!isReason(error, "TooManyRequests", "Unavailable", "Conflict", "Timeout", "OutcomeUnknown")) return last;
      removal.tell("waiting", last);
      await delay(clock, error.retryAfterMs ?? retryMs, signal);
    }
  }
  return last;
}

function isInTime({ options: { clock, signal }, endMs }: Removal): boolean {
  return !signal?.aborted && clock.monotonicMs() < endMs;
}

async function isThere(cluster: Cluster, { namespace, name, uid }: PodRef): Promise<boolean> {
  try {
    return (await cluster.get("Pod", { namespace, name })).metadata.uid === uid;
  } catch (error) {
    if (isReason(error, "NotFound")) return false;
    if (isReason(error, "Unavailable", "Timeout")) return true;
    throw error;
  }
}
