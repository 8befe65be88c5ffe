import { formatBytes, formatCpu } from "@/components/format/figures";
import type { Why } from "./whyColumns";

type Closest = NonNullable<Why["closest"]>;

interface Asked {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
}

/** The figures of the sentence: what the pod asks for, and what the closest node lacks of it. */
export function whyFacts(
  asked: Asked,
  { short, reasons }: Closest,
): { asks: string; short: string[]; reasons: readonly string[] } {
  const asks = [
    asked.cpuMillis > 0 ? `${formatCpu(asked.cpuMillis)} CPU` : "",
    asked.memoryBytes > 0 ? formatBytes(asked.memoryBytes) : "",
  ];
  // Where room is not what keeps it off, what it asks for explains nothing.
  return { asks: short.length > 0 ? asks.filter(Boolean).join(" + ") : "", short: short.map(amountOf), reasons };
}

function amountOf({ resource, short }: Closest["short"][number]): string {
  if (resource === "cpu") return `${formatCpu(short)} CPU`;
  return resource === "memory" ? formatBytes(short) : `${short} ${resource}`;
}
