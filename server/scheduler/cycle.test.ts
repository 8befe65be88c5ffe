import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { bestOf, Cycle, sampleSize } from "./cycle";
import { NodeTable } from "./nodeTable";
import { podInfo } from "./podInfo";
import { defaultProfile } from "./registry";

/** The same numbers at each run: a linear congruential generator. */
function seeded(seed: number) {
  let state = seed;
  return {
    fraction: () => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state / 2 ** 31;
    },
  };
}

const hostPort = (port: number) => aPod().onPort(80, { hostPort: port });
const aDemand = fc.record({
  cpuMillis: fc.integer({ min: 0, max: 3000 }),
  memoryBytes: fc.integer({ min: 0, max: 2 ** 31 }),
  port: fc.option(fc.integer({ min: 8000, max: 8002 }), { nil: undefined }),
  zone: fc.option(fc.constantFrom("x", "y"), { nil: undefined }),
  isTolerant: fc.boolean(),
});
type Demand = typeof aDemand extends fc.Arbitrary<infer D> ? D : never;

function podFor({ cpuMillis, memoryBytes, port, zone, isTolerant }: Demand, index: number) {
  const asking = (port === undefined ? aPod() : hostPort(port))
    .requesting({ cpuMillis, memoryBytes })
    .withUid(`u${index}`);
  const placed = zone === undefined ? asking : asking.selecting({ "topology.kubernetes.io/zone": zone });
  return podInfo((isTolerant ? placed.tolerating({ key: "odd", operator: "Exists" }) : placed).build());
}

const nodes = ["a", "b", "c", "d"].map((name, index) => {
  const node = aNode(name)
    .sized({ cpuMillis: 4000, memoryBytes: 2 ** 32, pods: 6 })
    .inZone(index % 2 === 0 ? "x" : "y");
  return (index === 3 ? node.tainted("odd") : node).build();
});

function placeAll(demands: readonly Demand[], seed: number) {
  const table = new NodeTable();
  for (const node of nodes) table.setNode(node);
  const cycle = new Cycle(table, defaultProfile, { random: seeded(seed) });
  const placed = demands.map((demand, index) => {
    const info = podFor(demand, index);
    const { row } = cycle.run(info);
    if (row !== undefined) table.setPod(info, table.nameOf(row));
    return row === undefined ? undefined : table.nameOf(row);
  });
  return { table, placed };
}

describe("a scheduling cycle", () => {
  it("never over-commits and never breaks a hard rule", () => {
    fc.assert(
      fc.property(fc.array(aDemand, { maxLength: 40 }), fc.nat(), (demands, seed) => {
        const { table, placed } = placeAll(demands, seed);
        for (const row of table.order()) {
          const { cpu, memory, pods } = table.resources;
          for (const { allocatable, requested } of [cpu, memory, pods])
            expect(requested.values[row]).toBeLessThanOrEqual(allocatable.values[row] ?? 0);
        }
        const ports = new Set<string>();
        demands.forEach(({ zone, isTolerant, port }, index) => {
          const node = nodes.find(({ metadata }) => metadata.name === placed[index]);
          if (!node) return;
          if (zone) expect(node.metadata.labels?.["topology.kubernetes.io/zone"]).toBe(zone);
          if (!isTolerant) expect(node.spec.taints ?? []).toEqual([]);
          if (port === undefined) return;
          expect(ports.has(`${node.metadata.name}:${port}`)).toBe(false);
          ports.add(`${node.metadata.name}:${port}`);
        });
      }),
    );
  });

  it("decides the same given the same randomness", () => {
    fc.assert(
      fc.property(fc.array(aDemand, { maxLength: 30 }), fc.nat(), (demands, seed) => {
        expect(placeAll(demands, seed).placed).toEqual(placeAll(demands, seed).placed);
      }),
      { numRuns: 30 },
    );
  });

  it("refuses a pod only when no node could take it", () => {
    fc.assert(
      fc.property(fc.array(aDemand, { maxLength: 40 }), fc.nat(), (demands, seed) => {
        const { table, placed } = placeAll(demands, seed);
        const index = placed.lastIndexOf(undefined);
        const demand = demands[index];
        if (!demand || index !== demands.length - 1) return;
        const { cpu, memory, pods } = table.resources;
        const asked = podFor(demand, index);
        const hasRoom = [...table.order()].some((row) => {
          const free = (column: typeof cpu) =>
            (column.allocatable.values[row] ?? 0) - (column.requested.values[row] ?? 0);
          const node = table.node(row);
          return (
            free(cpu) >= asked.cpuMillis &&
            free(memory) >= asked.memoryBytes &&
            free(pods) >= 1 &&
            asked.hostPorts.every((port) => table.hostPorts.isFree(row, port)) &&
            (!demand.zone || node?.metadata.labels?.["topology.kubernetes.io/zone"] === demand.zone) &&
            (demand.isTolerant || (node?.spec.taints ?? []).length === 0)
          );
        });
        expect(hasRoom).toBe(false);
      }),
    );
  });

  it("says that there are no nodes at all", () => {
    const cycle = new Cycle(new NodeTable(), defaultProfile, { random: seeded(1) });
    expect(cycle.run(podInfo(aPod().build())).error?.message).toBe("no nodes available to schedule pods");
  });

  it("keeps room for a pod that was promised it, unless the other is more important", () => {
    const table = new NodeTable();
    table.setNode(aNode("a").sized({ cpuMillis: 1000 }).build());
    const promised = podInfo(aPod("promised").requesting({ cpuMillis: 800 }).withPriority(10).build());
    const nominations = {
      size: 1,
      ahead: (_row: number, pod: { priority: number }) => (pod.priority <= 10 ? [promised] : []),
      rowOf: () => undefined,
    };
    const cycle = new Cycle(table, defaultProfile, { random: seeded(1), nominations });
    const asking = aPod("other").requesting({ cpuMillis: 500 });
    expect(cycle.run(podInfo(asking.build())).error?.message).toBe("0/1 nodes are available: 1 Insufficient cpu.");
    expect(cycle.run(podInfo(asking.withPriority(20).build())).row).toBe(0);
  });

  it("looks at a share of many nodes, as Kubernetes does", () => {
    expect([3, 100, 101, 1000, 5000, 20_000].map(sampleSize)).toEqual([3, 100, 100, 420, 500, 1000]);
  });

  it("goes on where it stopped, so that all nodes get their turn", () => {
    const table = new NodeTable();
    for (let index = 0; index < 400; index++) table.setNode(aNode(`n${index}`).sized({ pods: 1 }).build());
    const cycle = new Cycle(table, defaultProfile, { random: seeded(7) });
    const used = new Set<number>();
    for (let index = 0; index < 400; index++) {
      const info = podInfo(aPod(`p${index}`).build());
      const { row } = cycle.run(info);
      if (row === undefined) break;
      used.add(row);
      table.setPod(info, table.nameOf(row));
    }
    expect(used.size).toBe(400);
  });

  it("breaks ties by chance, each as likely", () => {
    const totals = Float64Array.from([1, 5, 5, 2, 5]);
    const picks = [0, 0.34, 0.67, 0.999].map((fraction) => bestOf(totals, 5, { fraction: () => fraction }));
    expect(picks).toEqual([1, 2, 4, 4]);
  });
});
