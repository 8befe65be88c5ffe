import type { Cluster } from "@/server/cluster/cluster";
import { type Clock, delay } from "@/server/lib/clock";
import { ClusterError, isReason, messageOf } from "@/server/lib/errors";
import { cordon, uncordon } from "./cordon";
import { type DrainConsent, type DrainPlan, type PodRef, planDrain } from "./drainPlan";
import { Presence } from "./presence";
import { buildSnapshot, readWorld } from "./world";

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

/** What draining the node would do; does nothing. */
export async function drainPlan(cluster: Cluster, node: string, consent: DrainConsent = {}): Promise<DrainPlan> {
  await cluster.get("Node", { name: node });
  const world = await readWorld(cluster);
  return planDrain(node, { world, snapshot: await buildSnapshot(world) }, consent);
}

/**
 * Cordons the node and evicts its pods, each as its PodDisruptionBudgets allow, and waits until they are gone. Throws
 * `Conflict` before anything was evicted when a pod would be lost that nobody agreed to lose; the node is then left as it was.
 */
export async function drain(cluster: Cluster, node: string, options: DrainOptions): Promise<Drained> {
  const { spec } = await cluster.get("Node", { name: node });
  mustBeFree(await drainPlan(cluster, node, options));
  await cordon(cluster, node);
  // Until the cordon held, pods still came: those count too.
  const plan = await drainPlan(cluster, node, options);
  if (plan.blockers.length > 0 && !spec.unschedulable) await uncordon(cluster, node);
  mustBeFree(plan);
  const presence = new Presence(cluster, node, options);
  const deadline = startDeadline(options);
  try {
    const { gone, left } = await removeAll(plan, { cluster, options, presence, ...deadline });
    return { plan, gone, left: [...left, ...(await latecomers(cluster, plan))] };
  } finally {
    deadline.stop();
    presence.close();
  }
}

/** Pods whose place was decided before the cordon and told after it. */
async function latecomers(cluster: Cluster, { node, moves }: DrainPlan): Promise<Drained["left"]> {
  const known = new Set(moves.map(({ pod }) => pod.uid));
  const now = await drainPlan(cluster, node);
  return now.moves
    .filter(({ pod }) => !known.has(pod.uid))
    .map(({ pod }) => ({ pod, says: "It came while the node was drained: drain it again." }));
}

function mustBeFree(plan: DrainPlan): void {
  if (plan.blockers.length > 0) throw blocked(plan);
}

async function removeAll(plan: DrainPlan, removal: Omit<Removal, "tell">): Promise<Pick<Drained, "gone" | "left">> {
  const { options } = removal;
  const gone: PodRef[] = [];
  const left: { pod: PodRef; says: string }[] = [];
  const total = plan.moves.length;
  await Promise.all(
    plan.moves.map(async ({ pod }) => {
      const tell = (state: DrainProgress["state"], says?: string) =>
        options.onProgress?.({ pod, state, ...(says ? { says } : {}), gone: gone.length, total });
      const kept = await removePod(pod, { ...removal, tell });
      if (kept === undefined) gone.push(pod);
      else left.push({ pod, says: kept });
      tell(kept === undefined ? "gone" : "failed", kept);
    }),
  );
  return { gone, left };
}

/** After `timeoutMs`, or with the caller's signal. */
function startDeadline({ clock, timeoutMs = defaultTimeoutMs, signal }: DrainOptions) {
  const ended = new AbortController();
  const end = () => ended.abort();
  const cancel = clock.after(timeoutMs, end);
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end);
  const over = new Promise<void>((resolve) => {
    if (ended.signal.aborted) resolve();
    else ended.signal.addEventListener("abort", () => resolve());
  });
  const stop = () => {
    cancel();
    signal?.removeEventListener("abort", end);
  };
  return { signal: ended.signal, over, stop };
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
  readonly cluster: Cluster;
  readonly options: DrainOptions;
  readonly presence: Presence;
  /** Aborted when the time is over, or the caller gave up. */
  readonly signal: AbortSignal;
  readonly over: Promise<void>;
  tell(state: DrainProgress["state"], says?: string): void;
}

/** Undefined once the pod is gone, else why it is not. */
async function removePod(pod: PodRef, removal: Removal): Promise<string | undefined> {
  removal.tell("evicting");
  const refused = await evict(pod, removal);
  if (refused !== undefined) return refused;
  removal.tell("stopping");
  const isGone = await Promise.race([removal.presence.gone(pod).then(() => true), removal.over.then(() => false)]);
  return isGone ? undefined : "It was evicted, but has not stopped in time.";
}

/** Undefined once the eviction was accepted. A budget that says no is asked again until the time is over. */
async function evict(pod: PodRef, removal: Removal): Promise<string | undefined> {
  const { cluster, options, presence, signal } = removal;
  const { namespace, name, uid } = pod;
  let last = "The time was over before it could be evicted.";
  while (!signal.aborted) {
    try {
      const grace = options.graceSeconds === undefined ? {} : { graceSeconds: options.graceSeconds };
      await cluster.evict({ namespace, name }, { uid, ...grace });
      return undefined;
    } catch (error) {
      if (isReason(error, "NotFound") || !presence.has(pod)) return undefined;
      last = messageOf(error);
      if (!isReason(error, "TooManyRequests", "Unavailable", "Conflict", "Timeout", "OutcomeUnknown")) return last;
      removal.tell("waiting", last);
      await delay(options.clock, error.retryAfterMs ?? retryMs, signal);
    }
  }
  return last;
}
