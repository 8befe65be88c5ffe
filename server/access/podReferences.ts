import type { Pod } from "@/server/objects/types";

/** Whether a pod's spec names this ConfigMap or Secret of its namespace: in its environment, volumes or pull secrets. */
export function refersTo(pod: Pod, kind: "ConfigMap" | "Secret", name: string): boolean {
  return names(pod, kind).includes(name);
}

function names(pod: Pod, kind: "ConfigMap" | "Secret"): (string | undefined)[] {
  const { spec } = pod;
  const containers = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
  const isSecret = kind === "Secret";
  const fromEnvironment = containers.flatMap(({ env = [], envFrom = [] }) => [
    ...env.map(({ valueFrom }) => (isSecret ? valueFrom?.secretKeyRef?.name : valueFrom?.configMapKeyRef?.name)),
    ...envFrom.map((from) => (isSecret ? from.secretRef?.name : from.configMapRef?.name)),
  ]);
  const fromVolumes = (spec.volumes ?? []).flatMap((volume) => [
    isSecret ? volume.secret?.secretName : volume.configMap?.name,
    ...(volume.projected?.sources ?? []).map((source) => (isSecret ? source.secret?.name : source.configMap?.name)),
  ]);
  const forPulling = isSecret ? (spec.imagePullSecrets ?? []).map((secret) => secret.name) : [];
  return [...fromEnvironment, ...fromVolumes, ...forPulling];
}
