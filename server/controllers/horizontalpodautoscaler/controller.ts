import type { Cluster } from "@/server/cluster/cluster";
import { type Scale, scaleOf } from "@/server/cluster/scale";
import { timestamp } from "@/server/lib/clock";
import { ClusterError, messageOf } from "@/server/lib/errors";
import { parseLabelSelector } from "@/server/objects/labelSelector";
import { nameOf } from "@/server/objects/meta";
import { parseQuantity } from "@/server/objects/quantity";
import type { HorizontalPodAutoscaler } from "@/server/objects/types";
import type { Controller, ControllerTools } from "../controller";
import { splitKey } from "../keys";
import { clusterKind } from "../kinds";
import type { Memory } from "./behavior";
import type { World } from "./proposal";
import { reconcile, type Target } from "./reconcile";
import { type RequestRates, requestRates } from "./requests";

/** Sizes what can be scaled by what it uses: looks at each autoscaler every 15 s, and when it changes. */
export function autoscalerController(tools: ControllerTools, rates: RequestRates): Controller {
  const { caches, clock, cluster } = tools;
  const autoscalers = caches.of("HorizontalPodAutoscaler");
  const pods = caches.of("Pod");
  const requests = requestRates(caches, rates);
  /** By uid: what was asked for lately. As in Kubernetes, a restart forgets it. */
  const memories = new Map<string, Memory>();

  async function worldOf(autoscaler: HorizontalPodAutoscaler, scale: Scale): Promise<World> {
    const { namespace = "" } = autoscaler.metadata;
    const { selector = "", replicas } = scale.status;
    const matches = selector === "" ? () => false : parseLabelSelector(selector);
    const own = pods.inNamespace(namespace).filter(({ metadata }) => matches(metadata.labels));
    const { scaleUp, scaleDown } = autoscaler.spec.behavior ?? {};
    return {
      current: scale.spec.replicas ?? 0,
      actual: replicas,
      pods: own,
      metrics: await metricsIn(cluster, namespace, selector),
      requestsTo: (object) => requests.to(namespace, object),
      requestsToPods: () => requests.toPods(namespace, own),
      tolerance: { up: toleranceOf(scaleUp?.tolerance), down: toleranceOf(scaleDown?.tolerance) },
      nowMs: clock.now(),
    };
  }

  return {
    name: "horizontal-pod-autoscaler",
    kinds: ["HorizontalPodAutoscaler", "Pod", "Service", "HTTPRoute", "Ingress"],
    watch: (queue) => [
      autoscalers.onChange(({ type, object, previous }) => {
        if (type === "DELETED" || type === "GONE") memories.delete(object.metadata.uid);
        else if (previous?.metadata.generation !== object.metadata.generation) queue.add(nameOf(object));
      }),
    ],
    async reconcile(key) {
      const [namespace, name] = splitKey(key);
      const autoscaler = autoscalers.get(namespace, name);
      if (!autoscaler) return undefined;
      const { uid } = autoscaler.metadata;
      const target = await targetOf(cluster, autoscaler);
      const scale = "failure" in target ? emptyScale : target.scale;
      const seen = {
        target,
        world: await worldOf(autoscaler, scale as Scale),
        memory: memories.get(uid),
        monotonicMs: clock.monotonicMs(),
        timestamp: timestamp(clock),
      };
      const { outcome, memory } = reconcile(autoscaler, seen);
      const { afterwards } = outcome;
      return {
        ...outcome,
        afterwards: (failure) => {
          if (!failure && memory) memories.set(uid, memory);
          return afterwards?.(failure) ?? [];
        },
      };
    },
  };
}

const emptyScale = { spec: {}, status: { replicas: 0 } };
const usualTolerance = 0.1;

function toleranceOf(quantity: string | number | undefined): number {
  return quantity === undefined ? usualTolerance : (parseQuantity(quantity) ?? usualTolerance);
}

/** The target by group and kind, whatever version was written. */
async function targetOf(
  cluster: Cluster,
  { metadata, spec }: HorizontalPodAutoscaler,
): Promise<Target | { readonly failure: string }> {
  const { apiVersion = "", kind: wanted, name } = spec.scaleTargetRef;
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  const kinds = cluster.kinds();
  const kind = kinds.find((one) => one.kind === wanted && one.group === group);
  if (!kind) return { failure: `no matches for kind "${wanted}" in group "${group}"` };
  if (!kind.subresources.includes("scale")) return { failure: "the server could not find the requested resource" };
  const called = clusterKind(kind, kinds);
  try {
    const object = await cluster.get<string>(called, { name, namespace: metadata.namespace });
    return { kind: called, scale: scaleOf(object) };
  } catch (error) {
    if (error instanceof ClusterError && error.reason !== "Unavailable") return { failure: messageOf(error) };
    throw error;
  }
}

async function metricsIn(cluster: Cluster, namespace: string, labelSelector: string): Promise<World["metrics"]> {
  if (labelSelector === "") return [];
  try {
    return (await cluster.list("PodMetrics", { namespace, labelSelector })).items;
  } catch (error) {
    if (error instanceof ClusterError && error.reason === "Unavailable") throw error;
    return { failure: `unable to fetch metrics from resource metrics API: ${messageOf(error)}` };
  }
}
