import type { Container, ContainerStatus, Pod, Probe } from "@/server/objects/types";

export interface ContainerRow {
  readonly name: string;
  readonly type: "init" | "sidecar" | "container";
  readonly image: string;
  readonly command: readonly string[];
  readonly state: "running" | "waiting" | "terminated" | "unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly exitCode?: number;
  readonly startedAt?: string;
  readonly finishedAt?: string;
  readonly isReady: boolean;
  readonly restarts: number;
  /** How it ended the time before; `logs --previous` shows what it said. */
  readonly last?: {
    readonly reason?: string;
    readonly message?: string;
    readonly exitCode: number;
    readonly finishedAt?: string;
  };
  readonly ports: readonly { readonly name?: string; readonly port: number; readonly protocol: string }[];
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
  readonly probes: readonly { readonly type: "startup" | "readiness" | "liveness"; readonly what: string }[];
  readonly mounts: readonly { readonly path: string; readonly volume: string; readonly isReadOnly: boolean }[];
}

/** Init containers first, in the order they start. */
export function containerRows(pod: Pod): ContainerRow[] {
  const statuses = new Map<string, ContainerStatus>();
  for (const status of [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])])
    statuses.set(status.name, status);
  const inits = (pod.spec.initContainers ?? []).map((container) =>
    containerRow(container, container.restartPolicy === "Always" ? "sidecar" : "init", statuses.get(container.name)),
  );
  return [...inits, ...pod.spec.containers.map((one) => containerRow(one, "container", statuses.get(one.name)))];
}

function containerRow(container: Container, type: ContainerRow["type"], status?: ContainerStatus): ContainerRow {
  const { running, waiting, terminated } = status?.state ?? {};
  const last = status?.lastState?.terminated;
  return {
    name: container.name,
    type,
    image: container.image ?? "",
    command: [...(container.command ?? []), ...(container.args ?? [])],
    state: running ? "running" : terminated ? "terminated" : waiting ? "waiting" : "unknown",
    reason: waiting?.reason ?? terminated?.reason,
    message: waiting?.message ?? terminated?.message,
    exitCode: terminated?.exitCode,
    startedAt: running?.startedAt ?? terminated?.startedAt,
    finishedAt: terminated?.finishedAt,
    isReady: status?.ready ?? false,
    restarts: status?.restartCount ?? 0,
    last: last && pick(last),
    ports: (container.ports ?? []).map(({ name, containerPort, protocol = "TCP" }) => ({
      name,
      port: containerPort,
      protocol,
    })),
    requests: texts(container.resources?.requests),
    limits: texts(container.resources?.limits),
    probes: probesOf(container),
    mounts: (container.volumeMounts ?? []).map((mount) => ({
      path: mount.mountPath,
      volume: mount.name,
      isReadOnly: mount.readOnly ?? false,
    })),
  };
}

type Ended = NonNullable<NonNullable<ContainerStatus["lastState"]>["terminated"]>;

function pick({ reason, message, exitCode, finishedAt }: Ended): ContainerRow["last"] {
  return { reason, message, exitCode, finishedAt };
}

function texts(quantities: Readonly<Record<string, string | number>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(quantities ?? {}).map(([name, value]) => [name, String(value)]));
}

function probesOf(container: Container): ContainerRow["probes"] {
  const all = [
    { type: "startup", probe: container.startupProbe },
    { type: "readiness", probe: container.readinessProbe },
    { type: "liveness", probe: container.livenessProbe },
  ] as const;
  return all.flatMap(({ type, probe }) => (probe ? [{ type, what: probeText(probe) }] : []));
}

function probeText({ httpGet, tcpSocket, exec, grpc }: Probe): string {
  if (httpGet) return `GET ${httpGet.path ?? "/"} :${httpGet.port}`;
  if (tcpSocket) return `TCP :${tcpSocket.port}`;
  if (grpc) return `gRPC :${grpc.port}`;
  return (exec?.command ?? []).join(" ");
}
