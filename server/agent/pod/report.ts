import { answeringPort, portsAnnotation } from "@/server/objects/pods";
import type { Pod, PodStatus } from "@/server/objects/types";
import type { Sandbox } from "../runtime/runtime";

/** The pod with the status that this agent knows, over the conditions that others keep. */
export function withStatus(pod: Pod, own: PodStatus | undefined): Pod {
  if (!own) return pod;
  const mine = new Set(own.conditions?.map(({ type }) => type));
  const others = (pod.status?.conditions ?? []).filter(({ type }) => !mine.has(type));
  return { ...pod, status: { ...pod.status, ...own, conditions: [...others, ...(own.conditions ?? [])] } };
}

/** Tells everyone where the pod's ports answer; nothing where each answers as itself. */
export function portsAnnotationOf(pod: Pod, sandbox: Sandbox | undefined): Record<string, string> | undefined {
  const moved = Object.entries(sandbox?.ports ?? {}).filter(([containerPort, port]) => Number(containerPort) !== port);
  if (moved.length === 0) return undefined;
  if (moved.every(([containerPort, port]) => answeringPort(pod, Number(containerPort)) === port)) {
    const told = pod.metadata.annotations?.[portsAnnotation];
    if (told) return { [portsAnnotation]: told };
  }
  return { [portsAnnotation]: JSON.stringify(Object.fromEntries(moved)) };
}
