import type { Cluster } from "@/server/cluster/cluster";
import { EventRecorder } from "@/server/cluster/eventRecorder";
import { type Clock, timestamp } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import { Outbox } from "@/server/lib/outbox";
import type { Random } from "@/server/lib/random";
import { conditionOf, nameOf } from "@/server/objects/meta";
import type { Pod } from "@/server/objects/types";

export interface ReporterOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Why a pod has no node: the reasons of the condition PodScheduled. */
export interface Unscheduled {
  readonly reason: "Unschedulable" | "SchedulingGated" | "SchedulerError";
  readonly message: string;
  /** Where room is being made for it; "" takes an old promise back. */
  readonly nominatedNode?: string;
}

const component = "default-scheduler";

/** Tells what the scheduler did: the pod's condition, only when it changed, and Events, one a pod and reason. */
export class Reporter {
  readonly #options: ReporterOptions;
  readonly #conditions: Outbox;
  readonly #events: EventRecorder;

  constructor(options: ReporterOptions) {
    this.#options = options;
    this.#conditions = new Outbox({ ...options, width: 64, maxWaiting: 100_000 });
    this.#events = new EventRecorder({
      ...options,
      component,
      sameBy: "reason",
      width: 16,
      maxWaiting: 20_000,
      isPatient: true,
    });
  }

  /** `pod` is the newest that is known of it. */
  unscheduled(pod: Pod, { reason, message, nominatedNode }: Unscheduled): void {
    const condition = conditionOf(pod.status?.conditions, "PodScheduled");
    const isSame = condition?.status === "False" && condition.reason === reason && condition.message === message;
    const isSameNode = nominatedNode === undefined || (pod.status?.nominatedNodeName ?? "") === nominatedNode;
    if (isSame && isSameNode) return;
    const moved = condition?.status === "False" ? condition.lastTransitionTime : undefined;
    const set = {
      type: "PodScheduled",
      status: "False",
      reason,
      message,
      lastTransitionTime: moved ?? timestamp(this.#options.clock),
    };
    const named = nominatedNode === undefined ? {} : { nominatedNodeName: nominatedNode || null };
    this.#conditions.put(pod.metadata.uid, () => this.#patch(pod, { conditions: [set], ...named }));
    if (reason === "SchedulingGated") return;
    this.#events.tell(pod, { type: "Warning", reason: "FailedScheduling", message, action: "Scheduling" });
  }

  /** No condition of this pod may be written any more: it is about to be bound. Undefined when none is on its way. */
  settle(pod: Pod): Promise<void> | undefined {
    return this.#conditions.settle(pod.metadata.uid);
  }

  scheduled(pod: Pod, node: string): void {
    const message = `Successfully assigned ${nameOf(pod)} to ${node}`;
    this.#events.tell(pod, { type: "Normal", reason: "Scheduled", message, action: "Binding" });
  }

  preempted(victim: Pod, by: Pod, node: string): void {
    const message = `Preempted by pod ${by.metadata.uid} on node ${node}`;
    this.#events.tell(victim, { type: "Normal", reason: "Preempted", message, action: "Preempting" });
  }

  /** The condition that Kubernetes gives a pod before it is evicted for another. */
  markVictim(victim: Pod): Promise<unknown> {
    const condition = {
      type: "DisruptionTarget",
      status: "True",
      reason: "PreemptionByScheduler",
      message: "default-scheduler: preempting to accommodate a higher priority pod",
      lastTransitionTime: timestamp(this.#options.clock),
    };
    return this.#patch(victim, { conditions: [condition] });
  }

  close(): void {
    this.#conditions.close();
    this.#events.close();
  }

  #patch({ metadata: { name, namespace, uid } }: Pod, status: object): Promise<unknown> {
    const body = { metadata: { uid }, status };
    const { cluster } = this.#options;
    return cluster.patch("Pod", { name, namespace }, { type: "strategic", body }, { subresource: "status" });
  }
}
