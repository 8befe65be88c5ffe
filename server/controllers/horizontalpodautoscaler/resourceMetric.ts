import { bytes, cpuMillis, parseQuantity } from "@/server/objects/quantity";
import type { Pod, PodMetrics } from "@/server/objects/types";
import { type Figures, groupPods, type PodFigure } from "./podGroups";
import { fromMilli, MetricError, type Proposal, type World } from "./proposal";
import { type Measured, replicasFor } from "./replicas";

export interface ResourceTarget {
  readonly resource: string;
  /** Of one container only. */
  readonly container?: string;
  readonly averageUtilization?: number;
  readonly averageValue?: string | number;
}

export type Sized = Pick<Proposal, "replicas" | "current" | "target"> & {
  readonly averageValue: string;
  readonly averageUtilization?: number;
};

/** CPU and memory, as a share of what pods request or as an amount per pod. Throws `MetricError`. */
export function sizeByResource(target: ResourceTarget, world: World): Sized {
  const { pods, nowMs } = world;
  const figures = figuresOf(target, world);
  if (pods.length === 0) throw new MetricError("no pods returned by selector while calculating replica count");
  const groups = groupPods(pods, { figures, isCpu: target.resource === "cpu", nowMs });
  const sized = { figures, groups };
  const { averageUtilization } = target;
  return averageUtilization === undefined
    ? byAmount(target.averageValue ?? 0, sized, world)
    : byUtilisation({ ...target, averageUtilization }, sized, world);
}

type Found = Pick<Measured, "figures" | "groups">;

function byUtilisation(target: ResourceTarget & { averageUtilization: number }, found: Found, world: World): Sized {
  const { averageUtilization: wanted } = target;
  const requests = new Map(world.pods.map((pod) => [pod.metadata.name, requestOf(pod, target)]));
  refuseNone(found);
  const requested = (used: ReadonlyMap<string, number>) => sum([...used.keys()].map((name) => requests.get(name) ?? 0));
  // Whole per cents, as Kubernetes counts them.
  const utilisation = (used: ReadonlyMap<string, number>) => {
    const total = requested(used);
    return total > 0 ? Math.trunc((sum(used.values()) * 100) / total) : 0;
  };
  const ready = readyOf(found);
  if (requested(ready) === 0) throw new MetricError("no metrics returned matched known pods");
  const assumed = Math.max(100, wanted) / 100;
  const measured: Measured = {
    ...found,
    ratioOf: (used) => utilisation(used) / wanted,
    assumedOf: (name) => (requests.get(name) ?? 0) * assumed,
  };
  const now = utilisation(ready);
  return {
    replicas: replicasFor(measured, world).replicas,
    current: `${now}%`,
    target: `${wanted}%`,
    averageUtilization: now,
    averageValue: fromMilli(Math.trunc(sum(ready.values()) / ready.size)),
  };
}

function byAmount(averageValue: string | number, found: Found, world: World): Sized {
  refuseNone(found);
  const { replicas, current } = sizeByAmount(averageValue, found, world);
  return { replicas, current, target: String(averageValue), averageValue: current };
}

/** The same for any figure that is to have an average per pod. */
export function sizeByAmount(averageValue: string | number, found: Found, world: World) {
  const wanted = Math.round((parseQuantity(averageValue) ?? 0) * 1000);
  const mean = (used: ReadonlyMap<string, number>) => Math.trunc(sum(used.values()) / used.size);
  const measured: Measured = {
    ...found,
    ratioOf: (used) => mean(used) / wanted,
    assumedOf: () => wanted,
  };
  return { replicas: replicasFor(measured, world).replicas, current: fromMilli(mean(readyOf(found))) };
}

export function refuseNone({ groups }: Found): void {
  if (groups.ready.length === 0)
    throw new MetricError("did not receive metrics for targeted pods (pods might be unready)");
}

function readyOf({ figures, groups }: Found): Map<string, number> {
  return new Map(groups.ready.map((name) => [name, figures.get(name)?.value ?? 0]));
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

/** In thousandths of the resource's unit, as the figures are. */
function milliOf(resource: string, quantity: string | number): number {
  return resource === "cpu" ? cpuMillis(quantity) : bytes(quantity) * 1000;
}

function requestOf({ metadata, spec }: Pod, { resource, container }: ResourceTarget): number {
  const sidecars = (spec.initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === "Always");
  const counted = [...spec.containers, ...sidecars].filter(({ name }) => container === undefined || name === container);
  return sum(
    counted.map(({ name, resources }) => {
      const request = resources?.requests?.[resource];
      if (request === undefined)
        throw new MetricError(`missing request for ${resource} in container ${name} of Pod ${metadata.name}`);
      return milliOf(resource, request);
    }),
  );
}

function figuresOf(target: ResourceTarget, { metrics, pods }: World): Figures {
  const cannot = `unable to get metrics for resource ${target.resource}: `;
  if ("failure" in metrics) throw new MetricError(cannot + metrics.failure);
  const names = new Set(pods.map(({ metadata }) => metadata.name));
  const own = metrics.filter(({ metadata }) => names.has(metadata.name));
  if (own.length === 0) throw new MetricError(`${cannot}no metrics returned from resource metrics API`);
  return new Map(
    own.flatMap((measured): [string, PodFigure][] => {
      const value = usedBy(measured, target, cannot);
      return value === undefined ? [] : [[measured.metadata.name, { value, ...momentOf(measured) }]];
    }),
  );
}

/** Undefined where a container's figure is not known: then the whole is not. */
function usedBy({ metadata, containers }: PodMetrics, target: ResourceTarget, cannot: string): number | undefined {
  const { resource, container } = target;
  const counted = containers.filter(({ name }) => container === undefined || name === container);
  if (container !== undefined && counted.length === 0)
    throw new MetricError(
      `${cannot}container ${container} not present in metrics for pod ${metadata.namespace}/${metadata.name}`,
    );
  if (counted.some(({ usage }) => usage[resource] === undefined)) return undefined;
  return sum(counted.map(({ usage }) => milliOf(resource, usage[resource] ?? 0)));
}

function momentOf({ timestamp, window }: PodMetrics) {
  const seconds = Number(/^([\d.]+)s$/.exec(window)?.[1] ?? 60);
  return { atMs: Date.parse(timestamp), windowMs: seconds * 1000 };
}
