import { isReady } from "@/server/objects/pods";
import { parseQuantity } from "@/server/objects/quantity";
import { groupPods, type PodFigure } from "./podGroups";
import { fromMilli, MetricError, type MetricSpec, type Proposal, type Unmeasured, type World } from "./proposal";
import { isWithin, roundUp } from "./replicas";
import { type ResourceTarget, refuseNone, sizeByAmount, sizeByResource } from "./resourceMetric";

/** The one figure of the gateway. */
export const requestsPerSecond = "requests_per_second";

/** What one metric of an autoscaler asks for, after Kubernetes' `computeReplicasForMetric`. */
export function proposalOf(metric: MetricSpec, world: World): Proposal | Unmeasured {
  const way = wayOf(metric);
  try {
    return way.size(world);
  } catch (error) {
    if (!(error instanceof MetricError)) throw error;
    return { name: way.name, reason: way.reason, prefix: way.prefix, message: `${way.says}${error.message}` };
  }
}

interface Way {
  readonly name: string;
  readonly reason: string;
  readonly prefix: string;
  readonly says: string;
  size(world: World): Proposal;
}

function wayOf({ type, resource, containerResource, pods, object, external }: MetricSpec): Way {
  if (type === "Resource" && resource) return resourceWay(resource);
  if (type === "ContainerResource" && containerResource) return containerWay(containerResource);
  if (type === "Pods" && pods) return podsWay(pods);
  if (type === "Object" && object) return objectWay(object);
  const name = external?.metric.name ?? type;
  return {
    name: `external metric ${name}`,
    reason: "FailedGetExternalMetric",
    prefix: "",
    says: `failed to get ${name} external metric: `,
    size() {
      throw new MetricError("unable to fetch metrics from external metrics API: there is none here");
    },
  };
}

const ofRequest = "utilization (percentage of request)";

function resourceWay({ name, target }: NonNullable<MetricSpec["resource"]>): Way {
  const asked: ResourceTarget = { ...target, resource: name };
  const label = `${name} resource${target.averageValue === undefined ? ` ${ofRequest}` : ""}`;
  return {
    name: label,
    reason: "FailedGetResourceMetric",
    prefix: `failed to get ${name} resource metric value: `,
    says: `failed to get ${name} utilization: `,
    size(world) {
      const { replicas, current: now, target: wanted, ...current } = sizeByResource(asked, world);
      const status = { type: "Resource", resource: { name, current } };
      return { name: label, replicas, current: now, target: wanted, status };
    },
  };
}

function containerWay({ name, container, target }: NonNullable<MetricSpec["containerResource"]>): Way {
  const asked: ResourceTarget = { ...target, resource: name, container };
  const label = `${name} container resource${target.averageValue === undefined ? ` ${ofRequest}` : ""}`;
  return {
    name: label,
    reason: "FailedGetContainerResourceMetric",
    prefix: `failed to get ${name} container metric value: `,
    says: `failed to get ${name} utilization: `,
    size(world) {
      const { replicas, current: now, target: wanted, ...current } = sizeByResource(asked, world);
      const status = { type: "ContainerResource", containerResource: { name, container, current } };
      return { name: label, replicas, current: now, target: wanted, status };
    },
  };
}

function podsWay({ metric, target }: NonNullable<MetricSpec["pods"]>): Way {
  return {
    name: `pods metric ${metric.name}`,
    reason: "FailedGetPodsMetric",
    prefix: "failed to get pods metric value: ",
    says: `unable to get metric ${metric.name}: `,
    size(world) {
      const total = known(metric.name, world.requestsToPods(), "no Service that the gateway knows selects these pods");
      const figures = shared(total, world);
      const groups = groupPods(world.pods, { figures, isCpu: false, nowMs: world.nowMs });
      const found = { figures, groups };
      refuseNone(found);
      const averageValue = target.averageValue ?? 0;
      const { replicas, current } = sizeByAmount(averageValue, found, world);
      const status = { type: "Pods", pods: { metric, current: { averageValue: current } } };
      return { name: this.name, replicas, current, target: String(averageValue), status };
    },
  };
}

/** The gateway spreads requests evenly over what is ready: each has its share. */
function shared(total: number, { pods, nowMs }: World): Map<string, PodFigure> {
  const ready = pods.filter(isReady);
  const value = (total * 1000) / Math.max(1, ready.length);
  return new Map(ready.map(({ metadata }) => [metadata.name, { value, atMs: nowMs, windowMs: 0 }]));
}

function objectWay({ metric, target, describedObject }: NonNullable<MetricSpec["object"]>): Way {
  const { kind, name } = describedObject;
  return {
    name: `${kind} metric ${metric.name}`,
    reason: "FailedGetObjectMetric",
    prefix: "failed to get object metric value: ",
    says: `unable to get metric ${metric.name}: ${kind} on ${name}: `,
    size(world) {
      const total = known(metric.name, world.requestsTo(describedObject), "the gateway does not tell of it");
      const isAverage = target.averageValue !== undefined && target.type === "AverageValue";
      const { replicas, current } = isAverage ? perPod(total, target, world) : inAll(total, target, world);
      const value = isAverage ? { averageValue: current } : { value: current };
      const status = { type: "Object", object: { describedObject, metric, current: value } };
      const wanted = String(isAverage ? target.averageValue : target.value);
      return { name: this.name, replicas, current, target: wanted, status };
    },
  };
}

type Target = NonNullable<MetricSpec["object"]>["target"];

function inAll(total: number, { value = 0 }: Target, { current, pods, tolerance }: World) {
  const ratio = total / (parseQuantity(value) ?? 0);
  const ready = pods.filter((pod) => pod.status?.phase === "Running" && isReady(pod)).length;
  const wanted = current === 0 ? roundUp(ratio) : isWithin(ratio, tolerance) ? current : roundUp(ratio * ready);
  return { replicas: wanted, current: fromMilli(Math.round(total * 1000)) };
}

function perPod(total: number, { averageValue = 0 }: Target, { actual, tolerance }: World) {
  const each = parseQuantity(averageValue) ?? 0;
  const isKept = actual > 0 && isWithin(total / (each * actual), tolerance);
  const current = actual > 0 ? Math.ceil((total * 1000) / actual) : Math.round(total * 1000);
  return { replicas: isKept ? actual : roundUp(total / each), current: fromMilli(current) };
}

function known(metric: string, figure: number | undefined, why: string): number {
  if (metric !== requestsPerSecond) throw new MetricError(`there is no such metric here, only ${requestsPerSecond}`);
  if (figure === undefined) throw new MetricError(why);
  return figure;
}
