import fs from "node:fs";
import type { Family } from "./promText";

/** This process, under the names that every Prometheus client gives. */
export function processMetrics(nowMs: number): readonly Family[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const startSeconds = nowMs / 1000 - process.uptime();
  return [
    family("process_cpu_seconds_total", "Time on the CPU, the kernel's included.", (user + system) / 1e6, "counter"),
    family("process_resident_memory_bytes", "Memory that is held.", rss),
    family("process_start_time_seconds", "When this process began, in seconds since 1970.", startSeconds),
    ...(openFiles() ?? []).map((count) => family("process_open_fds", "Open files and sockets.", count)),
    family("nodejs_heap_size_used_bytes", "What V8's heap holds.", heapUsed),
  ];
}

/** Linux tells it; elsewhere there is no such figure. */
function openFiles(): [number] | undefined {
  try {
    return [fs.readdirSync("/proc/self/fd").length];
  } catch {
    return undefined;
  }
}

function family(name: string, help: string, value: number, type: Family["type"] = "gauge"): Family {
  return { name, help, type, samples: [{ value }] };
}
