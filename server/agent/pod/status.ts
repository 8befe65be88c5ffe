import type { PodStatus } from "@/server/objects/types";
import { conditionsOf } from "./conditions";
import { statusesOf, time } from "./containerStatus";
import { phaseOf } from "./phase";
import { qosClassOf } from "./qos";
import type { PodView } from "./view";

export interface StatusContext {
  /** What container ids begin with: the runtime's name. */
  readonly scheme: string;
  readonly hostIp: string;
  /** Once the pod has its sandbox. */
  readonly podIp?: string;
}

/** A pod's whole status as kubelet would write it. */
export function podStatusOf(view: PodView, { scheme, hostIp, podIp }: StatusContext): PodStatus {
  const { pod, termination } = view;
  const inits = statusesOf(view, ["init", "sidecar"], scheme);
  const ephemeral = statusesOf(view, ["ephemeral"], scheme);
  const generation = pod.metadata.generation;
  return {
    phase: phaseOf(view),
    conditions: conditionsOf(view),
    containerStatuses: statusesOf(view, ["main"], scheme),
    ...(inits.length > 0 ? { initContainerStatuses: inits } : {}),
    ...(ephemeral.length > 0 ? { ephemeralContainerStatuses: ephemeral } : {}),
    hostIP: hostIp,
    hostIPs: [{ ip: hostIp }],
    ...(podIp ? { podIP: podIp, podIPs: [{ ip: podIp }] } : {}),
    startTime: pod.status?.startTime ?? time(view.startedMs),
    qosClass: pod.status?.qosClass ?? qosClassOf(pod.spec),
    ...(termination?.reason ? { reason: termination.reason } : {}),
    ...(termination?.message ? { message: termination.message } : {}),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
}
