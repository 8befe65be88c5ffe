import type { Container, PodSpec, PodTemplate, Probe } from "../types";

/** What Kubernetes fills into a pod's spec (pkg/apis/core/v1/defaults.go); an empty text is an omission. Writes to `spec`. */
export function fillPodSpec(spec: PodSpec): void {
  spec.restartPolicy ||= "Always";
  spec.terminationGracePeriodSeconds ??= 30;
  spec.dnsPolicy ||= "ClusterFirst";
  spec.securityContext ??= {};
  spec.schedulerName ||= "default-scheduler";
  // The one is the older name of the other; Kubernetes keeps both.
  spec.serviceAccountName ||= spec.serviceAccount;
  if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
  else delete spec.serviceAccountName;
  // Plain flags of Go: a false that was said reads as one that was left out.
  for (const flag of ["hostNetwork", "hostPID", "hostIPC"] as const) if (spec[flag] === false) delete spec[flag];
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec;
  for (const container of [...initContainers, ...containers, ...ephemeralContainers]) fillContainer(container);
  for (const volume of spec.volumes ?? []) fillVolume(volume);
}

export function fillTemplate(template: PodTemplate | undefined): void {
  if (!template) return;
  template.metadata ??= {};
  template.spec ??= { containers: [] };
  fillPodSpec(template.spec);
}

function fillContainer(container: Container): void {
  container.resources ??= {};
  container.terminationMessagePath ||= "/dev/termination-log";
  container.terminationMessagePolicy ||= "File";
  container.imagePullPolicy ||= hasLatestTag(container.image ?? "") ? "Always" : "IfNotPresent";
  for (const port of container.ports ?? []) port.protocol ||= "TCP";
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"] as const) fillProbe(container[name]);
  for (const hook of ["postStart", "preStop"] as const) fillHttpGet(container.lifecycle?.[hook]?.httpGet);
  for (const { valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef) valueFrom.fieldRef.apiVersion ||= "v1";
    if (valueFrom?.resourceFieldRef) valueFrom.resourceFieldRef.divisor ??= "0";
  }
}

const part = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const tagged = new RegExp(`^(?:[\\w.-]+(?::\\d+)?/)?${part}(?:/${part})*(?::(?<tag>\\w[\\w.-]{0,127}))?$`);

/** Of an image's name, as its specification limits it. */
const longestName = 255;

/** No tag and no digest means latest; what is no image's name at all has no tag either way. */
function hasLatestTag(image: string): boolean {
  const name = image.length <= longestName ? tagged.exec(image) : null;
  return name !== null && (name.groups?.tag ?? "latest") === "latest";
}

function fillProbe(probe: Probe | undefined): void {
  if (!probe) return;
  // Zero counts as left out: Kubernetes cannot tell the two apart.
  probe.timeoutSeconds ||= 1;
  probe.periodSeconds ||= 10;
  probe.successThreshold ||= 1;
  probe.failureThreshold ||= 3;
  fillHttpGet(probe.httpGet);
  if (probe.grpc) probe.grpc.service ??= "";
}

function fillHttpGet(get: Probe["httpGet"]): void {
  if (!get) return;
  get.path ||= "/";
  get.scheme ||= "HTTP";
}

/** Of a pod only: a template keeps its ports as they were written. */
export function fillHostPorts(spec: PodSpec): void {
  for (const { ports } of [...(spec.initContainers ?? []), ...(spec.containers ?? [])])
    for (const port of ports ?? []) port.hostPort ??= port.containerPort;
}

type Volume = NonNullable<PodSpec["volumes"]>[number];
const readableMode = 0o644;

function fillVolume(volume: Volume): void {
  const sources = Object.keys(volume).filter((key) => key !== "name");
  if (sources.length === 0) volume.emptyDir = {};
  const { secret, configMap, downwardAPI, projected, hostPath } = volume;
  for (const source of [secret, configMap, downwardAPI, projected]) if (source) source.defaultMode ??= readableMode;
  if (hostPath) hostPath.type ??= "";
  const shown = [downwardAPI, ...(projected?.sources ?? []).map((source) => source.downwardAPI)];
  for (const { serviceAccountToken } of projected?.sources ?? [])
    if (serviceAccountToken) serviceAccountToken.expirationSeconds ??= 3600;
  for (const item of shown.flatMap((source) => source?.items ?? [])) {
    if (item.fieldRef) item.fieldRef.apiVersion ||= "v1";
    if (item.resourceFieldRef) item.resourceFieldRef.divisor ??= "0";
  }
}
