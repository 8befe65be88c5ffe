import type { ExecSession, PodUsage } from "@/server/cluster/cluster";

/** Which pod, in the words that a runtime needs to find it again after its agent died. */
export interface PodIdentity {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
}

export interface PortRequest {
  readonly containerPort: number;
  readonly protocol: "TCP" | "UDP";
  readonly name?: string;
  readonly hostPort?: number;
}

export interface SandboxRequest {
  readonly pod: PodIdentity;
  readonly hostname: string;
  readonly ports: readonly PortRequest[];
  readonly usesHostNetwork: boolean;
  readonly dns: {
    /** The pod's `dnsPolicy`; ClusterFirst when left out. */
    readonly policy?: string;
    readonly servers: readonly string[];
    readonly searches: readonly string[];
    readonly options: readonly string[];
  };
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
}

/** The pod's place on the network. Its own for the life of the UID, kept on disk, given again to a new agent. */
export interface Sandbox {
  readonly ip: string;
  /** containerPort → the port that answers at `ip` (the same number on Docker, one of its own for a process). */
  readonly ports: Readonly<Record<number, number>>;
}

export interface Mount {
  /** A folder or file that the agent made on this machine. */
  readonly source: string;
  readonly target: string;
  readonly isReadOnly: boolean;
  /** `device:inode` of the source, as it was checked: whoever can rename in there may have put another in its place. */
  readonly identity?: string;
  /** Left out, not refused, where the machine cannot make the target. */
  readonly isOptional?: boolean;
}

export interface ContainerRequest {
  readonly pod: PodIdentity;
  readonly sandbox: Sandbox;
  readonly name: string;
  /** Grows by one at every restart; name and attempt together name a container. */
  readonly attempt: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly workingDir?: string;
  readonly mounts: readonly Mount[];
  /** 0 or absent: no limit. */
  readonly limits: { readonly cpuMillis?: number; readonly memoryBytes?: number };
  readonly requests: { readonly cpuMillis?: number; readonly memoryBytes?: number };
  readonly user?: { readonly uid: number; readonly gid?: number };
  readonly isPrivileged: boolean;
  readonly isRootReadOnly: boolean;
  readonly addCapabilities: readonly string[];
  readonly dropCapabilities: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  /** Its input ends when the first who attached to it leaves. */
  readonly stdinOnce: boolean;
}

export interface Exit {
  readonly code: number;
  readonly signal?: number;
  readonly wasOutOfMemory: boolean;
}

/** Who asks a registry for an image. Kept in memory only. */
export interface RegistryLogin {
  /** The registry's host, with its port where it has one. */
  readonly serverAddress: string;
  readonly username?: string;
  readonly password?: string;
  readonly identityToken?: string;
}

/** A container as the machine shows it now, whoever started it. */
export interface ObservedContainer {
  readonly id: string;
  readonly pod: PodIdentity;
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  readonly imageId: string;
  readonly state: "created" | "running" | "exited" | "lost";
  /** Milliseconds since 1970; absent when not known. */
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  readonly exit?: Exit;
}

export interface RuntimeInfo {
  readonly name: "docker" | "process";
  readonly version: string;
  /** What this machine cannot isolate or limit, in plain words, for the node's conditions and the console. */
  readonly cannot: readonly string[];
  /** Whom containers run as unless they say otherwise, so that the files of their volumes can be theirs; absent: unknown. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

export interface LogRead {
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines?: number;
  readonly sinceMs?: number;
  readonly limitBytes?: number;
  /** Both when left out. */
  readonly stream?: "stdout" | "stderr";
  readonly signal: AbortSignal;
}

/**
 * What runs a node's containers. Every call may be repeated: asking again for what is there gives it back. Errors are
 * `RuntimeError`s whose `reason` is the one that Kubernetes shows (`ErrImagePull`, `RunContainerError`, …).
 *
 * Pods and containers outlive the agent: `list` finds them again.
 */
export interface Runtime {
  info(): Promise<RuntimeInfo>;
  /** All pods' containers of this node, running or not, until they are removed. */
  list(): Promise<readonly ObservedContainer[]>;
  /** Calls when something may have changed (a container exited); `list` tells what. Returns the way to stop. */
  onChange(call: (pod: PodIdentity) => void): () => void;

  /**
   * Makes the image ready to start, or fails with `ErrImagePull`, `ErrImageNeverPull` or `InvalidImageName`. A
   * pull is tried with each login in turn, or without one where there is none.
   */
  ensureImage(
    image: string,
    policy: "Always" | "IfNotPresent" | "Never",
    logins?: readonly RegistryLogin[],
  ): Promise<{ readonly imageId: string; readonly wasPulled?: boolean }>;
  ensureSandbox(request: SandboxRequest): Promise<Sandbox>;
  /** Ends all that is left of the pod and frees its addresses and folders. */
  removeSandbox(pod: PodIdentity): Promise<void>;

  start(request: ContainerRequest): Promise<{ readonly id: string }>;
  signal(id: string, signal: "SIGTERM" | "SIGKILL" | "SIGINT" | "SIGHUP" | "SIGQUIT" | "SIGUSR1"): Promise<void>;
  /** Forgets an exited container and its logs. */
  remove(id: string): Promise<void>;

  logs(id: string, read: LogRead): AsyncIterable<Uint8Array>;
  exec(
    id: string,
    command: readonly string[],
    options: { readonly tty: boolean; readonly stdin: boolean },
  ): Promise<ExecSession>;
  /**
   * What a running container writes from now on, and its input where it has one (`stdin`, `tty`). Ends
   * with the container; closing it leaves the container alone.
   */
  attach(id: string, options: { readonly tty: boolean; readonly stdin: boolean }): Promise<ExecSession>;
  /** Runs to its end; for probes and hooks. Output is cut at 10 KiB. */
  run(
    id: string,
    command: readonly string[],
    timeoutMs: number,
  ): Promise<{ readonly code: number; readonly output: string }>;
  /** By pod: `namespace/name`. */
  usage(): Promise<ReadonlyMap<string, PodUsage>>;
  /** Once all containers have ended: stops what else runs for pods. Their places stay theirs, for the next start. */
  stopSandboxes?(): Promise<void>;
  close(): Promise<void>;
}

export class RuntimeError extends Error {
  constructor(
    readonly reason: string,
    message: string,
    readonly isTerminal = false,
  ) {
    super(message);
    this.name = "RuntimeError";
  }
}
