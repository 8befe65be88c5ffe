import type { Cluster } from "@/server/cluster/cluster";
import { type Reflector, reflect } from "@/server/cluster/reflector";
import { nodeSubject, systemSubject } from "@/server/cluster/subject";
import { type Clock, microTimestamp, timestamp } from "@/server/lib/clock";
import { isReason } from "@/server/lib/errors";
import { silentLog } from "@/server/lib/log";
import { isTerminal } from "@/server/objects/pods";
import type { Lease, Node, Pod } from "@/server/objects/types";

/** How one pod fares. */
export interface PodScript {
  /** Until it runs and is ready; never when left at `"never"`. */
  readonly readyAfterMs?: number | "never";
  /** It ends by itself, so long after it was started. */
  readonly ends?: { readonly afterMs: number; readonly exitCode: number };
  /** From its deletion until it has ended. */
  readonly stopAfterMs?: number;
}

export interface FakeNodesOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly nodes: readonly string[];
  readonly script?: (pod: Pod) => PodScript;
  readonly heartbeatMs?: number;
}

/**
 * Nodes without processes, for tests: registers them, keeps their leases, binds what waits (fewest pods first) and walks
 * pods through their phases as a kubelet does. A program over `Cluster`, like the real agents.
 */
export class FakeNodes {
  readonly #cluster: Cluster;
  readonly #pods: Reflector<Pod>;
  readonly #silent = new Set<string>();
  readonly #cancels = new Set<() => void>();
  readonly #begun = new Set<string>();
  /** Pods whose processes would be alive, whatever the cluster believes: uid → node. */
  readonly alive = new Map<string, string>();

  constructor(readonly options: FakeNodesOptions) {
    const { cluster, clock } = options;
    this.#cluster = cluster.as(systemSubject("fake-nodes"));
    this.#pods = reflect(this.#cluster, "Pod", { clock, log: silentLog });
  }

  async start(): Promise<void> {
    for (const name of this.options.nodes) await this.#register(name);
    this.#pods.onChange(({ type, object }) => {
      if (type === "ADDED" || type === "MODIFIED") this.#look(object);
      else this.alive.delete(object.metadata.uid);
    });
    this.#every(this.options.heartbeatMs ?? 10_000, () => {
      for (const name of this.options.nodes) if (!this.#silent.has(name)) void this.#beat(name);
    });
  }

  /** The node's agent is gone: no heartbeat, no status; its processes run on. */
  silence(name: string): void {
    this.#silent.add(name);
  }

  /** Ends everything on the node, as a supervisor does for a node that is lost. */
  fence(name: string): "fenced" {
    for (const [uid, node] of this.alive) if (node === name) this.alive.delete(uid);
    return "fenced";
  }

  async wake(name: string): Promise<void> {
    this.#silent.delete(name);
    await this.#register(name);
    for (const pod of this.#pods.list()) this.#look(pod);
  }

  close(): void {
    this.#pods.close();
    for (const cancel of this.#cancels) cancel();
  }

  #look(pod: Pod): void {
    const { nodeName, schedulingGates } = pod.spec;
    if (!nodeName && !schedulingGates?.length && !pod.metadata.deletionTimestamp) void this.#bind(pod);
    else if (nodeName && this.options.nodes.includes(nodeName) && !this.#silent.has(nodeName))
      this.#serve(pod, nodeName);
  }

  #serve(pod: Pod, node: string): void {
    const { uid, deletionTimestamp } = pod.metadata;
    const script = this.options.script?.(pod) ?? {};
    if (deletionTimestamp && this.#begins(`${uid} stops`))
      this.#after(script.stopAfterMs ?? 0, () => this.#end(pod, node));
    if (deletionTimestamp || isTerminal(pod) || !this.#begins(`${uid} starts`)) return;
    this.alive.set(uid, node);
    const { readyAfterMs = 0, ends } = script;
    if (readyAfterMs !== "never") this.#after(readyAfterMs, () => this.#report(pod, node, runningStatus(this.#now())));
    if (ends) this.#after(ends.afterMs, () => this.#report(pod, node, endedStatus(pod, ends.exitCode, this.#now())));
  }

  #begins(step: string): boolean {
    const isNew = !this.#begun.has(step);
    this.#begun.add(step);
    return isNew;
  }

  async #end(pod: Pod, node: string): Promise<void> {
    if (this.#silent.has(node)) return;
    const { name, namespace, uid } = pod.metadata;
    this.alive.delete(uid);
    await quietly(() => this.#cluster.delete("Pod", { name, namespace }, { uid, graceSeconds: 0 }));
  }

  async #report(pod: Pod, node: string, status: NonNullable<Pod["status"]>): Promise<void> {
    const { name, namespace, uid } = pod.metadata;
    if (this.#silent.has(node)) return;
    await quietly(async () => {
      const current = await this.#cluster.get("Pod", { name, namespace });
      if (current.metadata.uid !== uid || isTerminal(current)) return;
      const conditions = [
        ...(current.status?.conditions ?? []).filter(
          ({ type }) => !status.conditions?.some((one) => one.type === type),
        ),
        ...(status.conditions ?? []),
      ];
      const { resourceVersion: _any, ...metadata } = current.metadata;
      const next = {
        ...current,
        metadata: { ...metadata, resourceVersion: "" },
        status: { ...current.status, ...status, podIP: ipOf(name), conditions },
      };
      await this.#cluster.update("Pod", next, { subresource: "status" });
      if (isTerminal(next)) this.alive.delete(uid);
    });
  }

  async #bind(pod: Pod): Promise<void> {
    const { name, namespace, uid } = pod.metadata;
    const nodes = await this.#cluster.list("Node");
    const open = nodes.items.filter((node) => isOpen(node)).map(({ metadata }) => metadata.name);
    const wanted = namedNode(pod);
    const load = (node: string) => this.#pods.list().filter(({ spec }) => spec.nodeName === node).length;
    const [best] = open.filter((node) => !wanted || node === wanted).sort((left, right) => load(left) - load(right));
    if (best) await quietly(() => this.#cluster.bind({ name, namespace, uid }, best));
    else this.#after(20, () => this.#look(this.#pods.get(namespace, name) ?? pod));
  }

  async #register(name: string): Promise<void> {
    const { clock } = this.options;
    const cluster = this.#cluster.as(systemSubject(nodeSubject(name).name));
    const manifest = { apiVersion: "v1", kind: "Node", metadata: { name, labels: { "kubernetes.io/hostname": name } } };
    await quietly(() => cluster.create("Node", manifest));
    await this.#beat(name);
    const now = timestamp(clock);
    const ready = {
      type: "Ready",
      status: "True",
      reason: "KubeletReady",
      lastHeartbeatTime: now,
      lastTransitionTime: now,
    };
    const capacity = { cpu: "4", memory: "8Gi", pods: "110" };
    const status = { capacity, allocatable: capacity, conditions: [ready] };
    await this.#cluster.patch("Node", { name }, { type: "merge", body: { status } }, { subresource: "status" });
  }

  async #beat(name: string): Promise<void> {
    const at = { name, namespace: "kube-node-lease" };
    const spec: Lease["spec"] = {
      holderIdentity: name,
      leaseDurationSeconds: 40,
      renewTime: microTimestamp(this.options.clock),
    };
    const manifest = { apiVersion: "coordination.k8s.io/v1", kind: "Lease", metadata: at, spec };
    await quietly(async () => {
      try {
        await this.#cluster.patch("Lease", at, { type: "merge", body: { spec } });
      } catch (error) {
        if (!isReason(error, "NotFound")) throw error;
        await this.#cluster.create("Lease", manifest);
      }
    });
  }

  #now(): string {
    return timestamp(this.options.clock);
  }

  #after(ms: number, call: () => unknown): void {
    const cancel = this.options.clock.after(ms, () => {
      this.#cancels.delete(cancel);
      call();
    });
    this.#cancels.add(cancel);
  }

  #every(ms: number, call: () => void): void {
    this.#cancels.add(this.options.clock.every(ms, call));
  }
}

/** Somebody else was quicker, or it is gone: the next change says more. */
async function quietly(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isReason(error, "Conflict", "NotFound", "AlreadyExists", "Unavailable")) throw error;
  }
}

function runningStatus(now: string): NonNullable<Pod["status"]> {
  const conditions = ["Initialized", "ContainersReady", "Ready"].map((type) => ({
    type,
    status: "True" as const,
    lastTransitionTime: now,
  }));
  return { phase: "Running", startTime: now, conditions };
}

function endedStatus(pod: Pod, exitCode: number, now: string): NonNullable<Pod["status"]> {
  const containerStatuses = pod.spec.containers.map(({ name, image = "" }) => ({
    name,
    image,
    imageID: "",
    ready: false,
    restartCount: 0,
    state: { terminated: { exitCode, finishedAt: now } },
  }));
  const conditions = [{ type: "Ready", status: "False" as const, reason: "PodCompleted", lastTransitionTime: now }];
  return { phase: exitCode === 0 ? "Succeeded" : "Failed", containerStatuses, conditions };
}

function isOpen(node: Node): boolean {
  return !node.spec.unschedulable && !(node.spec.taints ?? []).some(({ effect }) => effect !== "PreferNoSchedule");
}

function namedNode({ spec }: Pod): string | undefined {
  const required = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return required?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0];
}

function ipOf(name: string): string {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + character.charCodeAt(0)) % 65_025;
  return `10.1.${Math.floor(sum / 255)}.${(sum % 255) + 1}`;
}
