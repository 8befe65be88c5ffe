import { bytes, cpuMillis } from "@/server/objects/quantity";
import type { Node } from "@/server/objects/types";
import type { Columns, FloatColumn } from "./columns";
import type { PodInfo } from "./podInfo";

/** One countable resource by row: what the node offers, and what its pods asked for. */
export interface ResourceColumns {
  readonly allocatable: FloatColumn;
  readonly requested: FloatColumn;
}

/** CPU in millicores, memory and storage in bytes, pods and extended resources in pieces. */
export class NodeResources {
  readonly #columns: Columns;
  readonly cpu: ResourceColumns;
  readonly memory: ResourceColumns;
  readonly storage: ResourceColumns;
  readonly pods: ResourceColumns;
  readonly scoredCpu: FloatColumn;
  readonly scoredMemory: FloatColumn;
  readonly #others = new Map<string, ResourceColumns>();

  constructor(columns: Columns) {
    this.#columns = columns;
    this.cpu = this.#make();
    this.memory = this.#make();
    this.storage = this.#make();
    this.pods = this.#make();
    this.scoredCpu = columns.floats();
    this.scoredMemory = columns.floats();
  }

  extended(name: string): ResourceColumns {
    const known = this.#others.get(name);
    if (known) return known;
    const made = this.#make();
    this.#others.set(name, made);
    return made;
  }

  get extendedNames(): Iterable<string> {
    return this.#others.keys();
  }

  write(row: number, node: Node): void {
    const offered = node.status?.allocatable ?? node.status?.capacity ?? {};
    this.cpu.allocatable.values[row] = cpuMillis(offered.cpu);
    this.memory.allocatable.values[row] = bytes(offered.memory);
    this.storage.allocatable.values[row] = bytes(offered["ephemeral-storage"]);
    this.pods.allocatable.values[row] = bytes(offered.pods);
    for (const name of Object.keys(offered)) if (!coreNames.has(name)) this.extended(name);
    for (const [name, { allocatable }] of this.#others) allocatable.values[row] = bytes(offered[name]);
  }

  count(info: PodInfo, row: number, by: 1 | -1): void {
    add(this.cpu.requested, row, by * info.cpuMillis);
    add(this.memory.requested, row, by * info.memoryBytes);
    add(this.storage.requested, row, by * info.storageBytes);
    add(this.pods.requested, row, by);
    add(this.scoredCpu, row, by * info.scoredCpuMillis);
    add(this.scoredMemory, row, by * info.scoredMemoryBytes);
    for (const [name, count] of info.others) add(this.extended(name).requested, row, by * count);
  }

  #make(): ResourceColumns {
    return { allocatable: this.#columns.floats(), requested: this.#columns.floats() };
  }
}

const coreNames = new Set(["cpu", "memory", "ephemeral-storage", "pods"]);

function add(column: FloatColumn, row: number, by: number): void {
  column.values[row] = (column.values[row] ?? 0) + by;
}
