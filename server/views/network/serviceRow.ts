import type { EndpointSlice, Service } from "@/server/objects/types";
import type { Severity } from "../severity";
import type { Cells } from "../window";
import { countEndpoints } from "./endpoints";

export interface ServiceRow {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `Ready`, `NoEndpoints` (selects pods, none is ready), `External`, `Manual` (selects nothing by itself) */
  readonly status: string;
  readonly severity: Severity;
  readonly type: string;
  readonly clusterIp?: string;
  readonly ports: readonly ServicePortRow[];
  readonly selector: Readonly<Record<string, string>>;
  readonly ready: number;
  readonly notReady: number;
  readonly createdAt: string;
}

export interface ServicePortRow {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: string;
  readonly nodePort?: number;
  readonly protocol: string;
}

export function serviceRow(service: Service, slices: readonly EndpointSlice[]): ServiceRow {
  const { namespace = "", name, uid, creationTimestamp: createdAt } = service.metadata;
  const { spec } = service;
  const figures = countEndpoints(slices);
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    uid,
    ...serviceStatus(service, figures.ready),
    type: spec.type ?? "ClusterIP",
    clusterIp: spec.clusterIP,
    ports: (spec.ports ?? []).map(({ name: portName, port, targetPort, nodePort, protocol = "TCP" }) => ({
      name: portName,
      port,
      targetPort: targetPort === undefined ? undefined : String(targetPort),
      nodePort,
      protocol,
    })),
    selector: spec.selector ?? {},
    ...figures,
    createdAt,
  };
}

function serviceStatus(service: Service, ready: number): { status: string; severity: Severity } {
  if (service.metadata.deletionTimestamp) return { status: "Deleting", severity: "busy" };
  if (service.spec.type === "ExternalName") return { status: "External", severity: "well" };
  if (ready > 0) return { status: "Ready", severity: "well" };
  const selects = Object.keys(service.spec.selector ?? {}).length > 0;
  return selects ? { status: "NoEndpoints", severity: "warning" } : { status: "Manual", severity: "well" };
}

export function serviceCells(row: ServiceRow, labels: Cells["labels"]): Cells {
  const { name, namespace, status, severity, createdAt, type, clusterIp, ready } = row;
  const words = `${type.toLowerCase()} ${clusterIp ?? ""}`;
  return { name, namespace, status, severity, labels, createdAt, words, sortable: { type, ready } };
}
