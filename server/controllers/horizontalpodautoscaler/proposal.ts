import { canonicalQuantity } from "@/server/objects/canonical";
import type { HorizontalPodAutoscaler, Pod, PodMetrics } from "@/server/objects/types";
import type { Tolerance } from "./replicas";

export type MetricSpec = NonNullable<HorizontalPodAutoscaler["spec"]["metrics"]>[number];
export type MetricStatus = NonNullable<NonNullable<HorizontalPodAutoscaler["status"]>["currentMetrics"]>[number];
export type Described = NonNullable<MetricSpec["object"]>["describedObject"];

/** What one metric asks for, and how it came to that. */
export interface Proposal {
  /** As Kubernetes names it in events: `cpu resource utilization (percentage of request)`. */
  readonly name: string;
  readonly replicas: number;
  /** What is, and what should be, for people: `93%`, `250m`. */
  readonly current: string;
  readonly target: string;
  readonly status: MetricStatus;
}

/** Why a metric asks for nothing. */
export interface Unmeasured {
  readonly name: string;
  /** `FailedGetResourceMetric` … */
  readonly reason: string;
  readonly message: string;
  /** What came before the message where several metrics are spoken of. */
  readonly prefix: string;
}

/** All that metrics are decided by. */
export interface World {
  /** How many the target was asked to have, and how many it has. */
  readonly current: number;
  readonly actual: number;
  /** The target's own pods, ended ones too. */
  readonly pods: readonly Pod[];
  /** What is measured in the target's namespace, or why nothing is. */
  readonly metrics: readonly PodMetrics[] | { readonly failure: string };
  /** Requests per second that the gateway carries; undefined where it cannot be told. */
  readonly requestsTo: (object: Described) => number | undefined;
  /** The same to whatever sends to these pods. */
  readonly requestsToPods: () => number | undefined;
  readonly tolerance: Tolerance;
  /** Wall time. */
  readonly nowMs: number;
}

/** A number of thousandths as a quantity: 250 → `250m`, 2000 → `2`. */
export function fromMilli(milli: number): string {
  return String(canonicalQuantity(milli / 1000));
}

export class MetricError extends Error {}
