import { formatBytes, formatCpu } from "../quantity";
import type { Node } from "../types";
import { Builder, builtAt } from "./builder";

export interface NodeSize {
  readonly cpuMillis?: number;
  readonly memoryBytes?: number;
  readonly pods?: number;
}

export class NodeBuilder extends Builder<Node> {
  /** Capacity and allocatable alike. */
  sized({ cpuMillis = 4000, memoryBytes = 32 * 2 ** 30, pods = 110 }: NodeSize): this {
    return this.with((node) => {
      const size = { cpu: formatCpu(cpuMillis), memory: formatBytes(memoryBytes), pods: String(pods) };
      node.status = { ...node.status, capacity: { ...size }, allocatable: { ...size } };
    });
  }

  /** Has room for nothing. */
  full(): this {
    return this.sized({ cpuMillis: 0, memoryBytes: 0, pods: 0 });
  }

  tainted(key: string, value = "", effect: "NoSchedule" | "PreferNoSchedule" | "NoExecute" = "NoSchedule"): this {
    return this.with((node) => {
      node.spec.taints = [...(node.spec.taints ?? []), { key, value, effect }];
    });
  }

  cordoned(): this {
    return this.with((node) => {
      node.spec.unschedulable = true;
    });
  }

  inZone(zone: string): this {
    return this.labelled({ "topology.kubernetes.io/zone": zone });
  }

  ready(since = builtAt): this {
    return this.withReady("True", since);
  }

  notReady(since = builtAt): this {
    return this.withReady("False", since);
  }

  /** It was not heard of since. */
  silent(since = builtAt): this {
    return this.withReady("Unknown", since);
  }

  private withReady(status: "True" | "False" | "Unknown", since: string): this {
    return this.with((node) => {
      const others = (node.status?.conditions ?? []).filter((condition) => condition.type !== "Ready");
      const ready = { type: "Ready", status, lastTransitionTime: since, lastHeartbeatTime: since };
      node.status = { ...node.status, conditions: [...others, ready] };
    });
  }
}
