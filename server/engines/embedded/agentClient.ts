import type { Duplex } from "node:stream";
import type {
  AttachOptions,
  ExecOptions,
  ExecSession,
  LogOptions,
  Name,
  PodUsage,
  Usage,
} from "@/server/cluster/cluster";

/** A container, as the kubelet's paths name it. */
export interface ContainerName extends Name {
  readonly container: string;
}

/** The agent of one node, as the kubelet's server has it. Calls fail with `Unavailable` while it is dead. */
export interface AgentClient {
  logs(of: ContainerName, options: LogOptions): AsyncIterable<Uint8Array>;
  exec(at: ContainerName, options: ExecOptions): Promise<ExecSession>;
  attach(at: ContainerName, options: AttachOptions): Promise<ExecSession>;
  /** One connection to a port of a pod. */
  connect(pod: Name, port: number): Promise<Duplex>;
  /** Usage of the node and of its pods (`namespace/name`). */
  usage(signal?: AbortSignal): Promise<NodeUsage>;
}

export interface NodeUsage {
  readonly node?: Usage;
  readonly pods: ReadonlyMap<string, PodUsage>;
}

export interface AgentDirectory {
  /** Undefined when no agent of that node is known. */
  of(node: string): AgentClient | undefined;
}

export interface AgentAddress {
  readonly socketPath: string;
  /** The control plane's own token, which every agent knows. */
  readonly token: string;
}
