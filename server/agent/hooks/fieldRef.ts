import { bytes, cpuMillis } from "@/server/objects/quantity";
import type { Container, Pod } from "@/server/objects/types";

export interface FieldContext {
  readonly podIp?: string;
  readonly hostIp: string;
  /** What stands in for a limit that is not set, as on a real node. */
  readonly allocatable: { readonly cpuMillis: number; readonly memoryBytes: number };
}

/** A pod's field for the downward API; undefined for a path that it does not offer. */
export function podField(pod: Pod, path: string, { podIp, hostIp }: FieldContext): string | undefined {
  const { metadata, spec } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (subscript) return metadata[subscript[1] === "labels" ? "labels" : "annotations"]?.[subscript[2] ?? ""] ?? "";
  const fields: Readonly<Record<string, string | undefined>> = {
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace ?? "",
    "metadata.uid": metadata.uid,
    "metadata.labels": pairs(metadata.labels),
    "metadata.annotations": pairs(metadata.annotations),
    "spec.nodeName": spec.nodeName ?? "",
    "spec.serviceAccountName": spec.serviceAccountName ?? "default",
    "status.hostIP": hostIp,
    "status.hostIPs": hostIp,
    "status.podIP": podIp ?? "",
    "status.podIPs": podIp ?? "",
  };
  return fields[path];
}

/** `key="escaped value"`, one a line, as Kubernetes' `FormatMap`. */
function pairs(map: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join("\n");
}

interface ResourceReference {
  readonly resource: string;
  readonly divisor?: string | number;
}

/** `limits.cpu` and its like, divided and rounded up; what is not set is what the node has. */
export function resourceField(
  container: Container | undefined,
  { resource, divisor }: ResourceReference,
  { allocatable }: FieldContext,
): string | undefined {
  const [kind, ...rest] = resource.split(".");
  const name = rest.join(".");
  const { limits, requests } = container?.resources ?? {};
  const set = kind === "limits" ? limits?.[name] : (requests?.[name] ?? undefined);
  if (kind !== "limits" && kind !== "requests") return undefined;
  if (name === "cpu") {
    const millis = set === undefined ? (kind === "limits" ? allocatable.cpuMillis : 0) : cpuMillis(set);
    return String(Math.ceil(millis / (isSet(divisor) ? cpuMillis(divisor) : 1_000)));
  }
  const size = set === undefined ? (kind === "limits" && name === "memory" ? allocatable.memoryBytes : 0) : bytes(set);
  return String(Math.ceil(size / (isSet(divisor) ? bytes(divisor) : 1)));
}

const isSet = (divisor: string | number | undefined) => divisor !== undefined && String(divisor) !== "0";
