import type { Pod } from "./types";

export type ReferredKind = "ConfigMap" | "Secret" | "PersistentVolumeClaim";

/** Whether a pod's spec names this object of its namespace: in its environment, volumes or pull secrets. */
export function refersTo(pod: Pod, kind: ReferredKind, name: string): boolean {
  return names(pod, kind).includes(name);
}

function names(pod: Pod, kind: ReferredKind): (string | undefined)[] {
  const { spec } = pod;
  if (kind === "PersistentVolumeClaim")
    return (spec.volumes ?? []).map(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName);
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
