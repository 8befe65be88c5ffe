import path from "node:path";
import type { ContainerCreateOptions, MountSettings } from "dockerode";
import { cpuQuota, cpuShares } from "../process/cgroupNumbers";
import type { ContainerRequest, Mount } from "../runtime";
import { containerName, labels, type Owner, podLabels } from "./names";

export interface Place {
  readonly owner: Owner;
  /** The pause container whose network it shares. */
  readonly pauseId: string;
  readonly usesHostNetwork: boolean;
  /** The pod's own `hosts` and `resolv.conf`; what the spec mounts there itself goes before. */
  readonly files: readonly Mount[];
}

/** Enough for `logs`, and bounded: 3 files of 10 MiB. */
const logConfig = { Type: "json-file", Config: { "max-size": "10m", "max-file": "3" } };

/** What the engine is asked to create. Command and args stand for Entrypoint and Cmd, as Kubernetes has it. */
export function containerOptions(request: ContainerRequest, place: Place): ContainerCreateOptions & { name: string } {
  const { command, args, user, attempt } = request;
  const container = `${request.name}-${attempt}`;
  return {
    name: containerName(place.owner, request.pod, container),
    Image: request.image,
    ...(command.length > 0 ? { Entrypoint: [...command], Cmd: [...args] } : {}),
    ...(command.length === 0 && args.length > 0 ? { Cmd: [...args] } : {}),
    Env: Object.entries(request.env).map(([name, value]) => `${name}=${value}`),
    ...(request.workingDir ? { WorkingDir: request.workingDir } : {}),
    ...(user ? { User: user.gid === undefined ? String(user.uid) : `${user.uid}:${user.gid}` } : {}),
    Tty: request.tty,
    OpenStdin: request.stdin,
    StdinOnce: request.stdin && request.stdinOnce,
    Labels: {
      ...podLabels(place.owner, request.pod),
      [labels.container]: request.name,
      [labels.attempt]: String(attempt),
    },
    HostConfig: {
      NetworkMode: place.usesHostNetwork ? "host" : `container:${place.pauseId}`,
      IpcMode: `container:${place.pauseId}`,
      Mounts: mountsOf(request, place.files),
      Privileged: request.isPrivileged,
      ReadonlyRootfs: request.isRootReadOnly,
      CapAdd: [...request.addCapabilities],
      CapDrop: [...request.dropCapabilities],
      LogConfig: logConfig,
      RestartPolicy: { Name: "no" },
      ...limitsOf(request),
    },
  };
}

function mountsOf({ mounts }: ContainerRequest, files: readonly Mount[]): MountSettings[] {
  const targets = new Set(mounts.map(({ target }) => path.posix.normalize(target)));
  return [...mounts, ...files.filter(({ target }) => !targets.has(target))].map((mount) => ({
    Type: "bind",
    Source: mount.source,
    Target: mount.target,
    ReadOnly: mount.isReadOnly,
  }));
}

/** Memory without swap on top; CPU by quota, which (unlike NanoCpus) may be more than this machine has. */
function limitsOf({ limits, requests }: ContainerRequest) {
  const { memoryBytes = 0, cpuMillis = 0 } = limits;
  const { quotaUs, periodUs } = cpuQuota(cpuMillis);
  return {
    CpuShares: cpuShares(requests.cpuMillis ?? 0),
    ...(memoryBytes > 0 ? { Memory: memoryBytes, MemorySwap: memoryBytes } : {}),
    ...(quotaUs > 0 ? { CpuPeriod: periodUs, CpuQuota: Math.round(quotaUs) } : {}),
  };
}
