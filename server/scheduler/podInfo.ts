import { controllerOf, isDeleting } from "@/server/objects/meta";
import { requestsOf } from "@/server/objects/pods";
import type { Toleration } from "@/server/objects/tolerations";
import type { Container, LabelSelector, Pod, PodSpec } from "@/server/objects/types";
import { type AffinityTerm, affinityTerm, type WeightedTerm, withLabelKeys } from "./affinityTerm";

export interface HostPort {
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

export interface SpreadConstraint {
  readonly key: string;
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly isHard: boolean;
  readonly selector: LabelSelector | undefined;
  readonly honoursAffinity: boolean;
  readonly honoursTaints: boolean;
}

/** What the scheduler needs of a pod, read from it once. */
export interface PodInfo {
  readonly pod: Pod;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly priority: number;
  readonly isDeleting: boolean;
  readonly controllerUid: string | undefined;
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  readonly storageBytes: number;
  readonly others: readonly (readonly [resource: string, count: number])[];
  /** For scoring: a container that asks for nothing counts as 100m and 200Mi, as in Kubernetes. */
  readonly scoredCpuMillis: number;
  readonly scoredMemoryBytes: number;
  readonly hostPorts: readonly HostPort[];
  readonly tolerations: readonly Toleration[];
  readonly affinity: readonly AffinityTerm[];
  readonly antiAffinity: readonly AffinityTerm[];
  readonly preferred: readonly WeightedTerm[];
  /** Weights are positive here too: the user of it turns the sign. */
  readonly preferredAnti: readonly WeightedTerm[];
  readonly spread: readonly SpreadConstraint[];
  readonly preempts: boolean;
}

export function podInfo(pod: Pod): PodInfo {
  const known = infos.get(pod);
  if (known) return known;
  const made = readPod(pod);
  infos.set(pod, made);
  return made;
}

/** Stored objects are never written to, so what was read from one holds as long as it lives. */
const infos = new WeakMap<Pod, PodInfo>();

function readPod(pod: Pod): PodInfo {
  const { metadata, spec } = pod;
  const own = { namespace: metadata.namespace ?? "", labels: metadata.labels ?? {} };
  const asked = requestsOf(spec);
  const scored = isAskingForBoth(spec) ? asked : requestsOf(withDefaultRequests(spec));
  return {
    pod,
    uid: metadata.uid,
    name: metadata.name,
    ...own,
    priority: spec.priority ?? 0,
    isDeleting: isDeleting(pod),
    controllerUid: controllerOf(pod)?.uid,
    cpuMillis: asked.cpuMillis,
    memoryBytes: asked.memoryBytes,
    storageBytes: asked.ephemeralStorageBytes,
    others: Object.entries(asked.others).filter(([, count]) => count > 0),
    scoredCpuMillis: scored.cpuMillis,
    scoredMemoryBytes: scored.memoryBytes,
    hostPorts: hostPortsOf(spec),
    tolerations: spec.tolerations ?? [],
    ...termsOf(spec, own),
    spread: (spec.topologySpreadConstraints ?? []).map((one) => spreadConstraint(one, own)),
    preempts: spec.preemptionPolicy !== "Never",
  };
}

/** Pods with equal signatures get equal answers from every filter and from preemption. */
export function signatureOf(info: PodInfo): string {
  const known = signatures.get(info);
  if (known !== undefined) return known;
  const made = makeSignature(info);
  signatures.set(info, made);
  return made;
}

const signatures = new WeakMap<PodInfo, string>();

function makeSignature({ pod, namespace, labels, priority }: PodInfo): string {
  const { spec } = pod;
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const asked = containers.map(({ resources, ports, restartPolicy }) => [resources, ports, restartPolicy]);
  const rules = [spec.nodeName, spec.nodeSelector, spec.affinity, spec.tolerations, spec.topologySpreadConstraints];
  const claims = (spec.volumes ?? []).map(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName);
  return JSON.stringify([namespace, labels, priority, spec.preemptionPolicy, spec.overhead, rules, asked, claims]);
}

type OwnLabels = Pick<PodInfo, "namespace" | "labels">;

function termsOf({ affinity }: PodSpec, own: OwnLabels) {
  const [together, apart] = [affinity?.podAffinity, affinity?.podAntiAffinity];
  type Preferred = NonNullable<NonNullable<typeof together>["preferredDuringSchedulingIgnoredDuringExecution"]>[number];
  const weighted = ({ weight, podAffinityTerm }: Preferred) => ({ weight, term: affinityTerm(podAffinityTerm, own) });
  return {
    affinity: (together?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((one) => affinityTerm(one, own)),
    antiAffinity: (apart?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map((one) => affinityTerm(one, own)),
    preferred: (together?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(weighted),
    preferredAnti: (apart?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map(weighted),
  };
}

type SpreadSource = NonNullable<PodSpec["topologySpreadConstraints"]>[number];

function spreadConstraint(source: SpreadSource, own: OwnLabels): SpreadConstraint {
  const selector = withLabelKeys(source.labelSelector, source.matchLabelKeys, own);
  return {
    key: JSON.stringify([own.namespace, selector ?? null]),
    topologyKey: source.topologyKey,
    maxSkew: source.maxSkew,
    minDomains: source.minDomains ?? 1,
    isHard: source.whenUnsatisfiable === "DoNotSchedule",
    selector,
    honoursAffinity: (source.nodeAffinityPolicy ?? "Honor") === "Honor",
    honoursTaints: source.nodeTaintsPolicy === "Honor",
  };
}

function hostPortsOf(spec: PodSpec): HostPort[] {
  const sidecars = (spec.initContainers ?? []).filter((init) => init.restartPolicy === "Always");
  return [...spec.containers, ...sidecars].flatMap(({ ports = [] }) =>
    ports.flatMap(({ hostPort, hostIP, protocol = "TCP" }) =>
      hostPort ? [{ ip: hostIP || "0.0.0.0", protocol, port: hostPort }] : [],
    ),
  );
}

function asksForBoth({ resources }: Container): boolean {
  const asked = { ...resources?.limits, ...resources?.requests };
  return asked.cpu !== undefined && asked.memory !== undefined;
}

function isAskingForBoth(spec: PodSpec): boolean {
  return spec.containers.every(asksForBoth) && (spec.initContainers ?? []).every(asksForBoth);
}

function withDefaultRequests(spec: PodSpec): PodSpec {
  const filled = (container: Container): Container => ({
    ...container,
    resources: {
      requests: { cpu: "100m", memory: "200Mi", ...container.resources?.limits, ...container.resources?.requests },
    },
  });
  return { ...spec, containers: spec.containers.map(filled), initContainers: spec.initContainers?.map(filled) };
}
