import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import type { Node, Pod } from "@/server/objects/types";
import { NodeTable } from "./nodeTable";
import { podInfo } from "./podInfo";

const zone = "topology.kubernetes.io/zone";
const term = { topologyKey: zone, labelSelector: { matchLabels: { app: "web" } } };

type Step =
  | { readonly do: "setNode"; readonly node: Node }
  | { readonly do: "removeNode"; readonly name: string }
  | { readonly do: "setPod"; readonly pod: Pod; readonly node: string }
  | { readonly do: "removePod"; readonly pod: Pod };

const nodeName = fc.constantFrom("a", "b", "c", "d", "e");
const aSomeNode = fc
  .record({ name: nodeName, cpu: fc.integer({ min: 1, max: 8 }), zone: fc.constantFrom("x", "y"), isOdd: fc.boolean() })
  .map(({ name, cpu, zone, isOdd }) => {
    const node = aNode(name)
      .sized({ cpuMillis: cpu * 1000 })
      .inZone(zone);
    return (isOdd ? node.tainted("odd").cordoned() : node).build();
  });
const aSomePod = fc
  .record({
    id: fc.integer({ min: 0, max: 12 }),
    cpu: fc.integer({ min: 0, max: 1000 }),
    app: fc.constantFrom("web", "db"),
    port: fc.boolean(),
    apart: fc.boolean(),
  })
  .map(({ id, cpu, app, port, apart }) => {
    const pod = aPod(`pod-${id}`).requesting({ cpuMillis: cpu }).labelled({ app });
    const withPort = port ? pod.onPort(80, { hostPort: 8000 + id }) : pod;
    const kept = withPort.withSpec((spec) => {
      spec.affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    });
    return (apart ? kept : withPort).build();
  });
const aStep: fc.Arbitrary<Step> = fc.oneof(
  aSomeNode.map((node): Step => ({ do: "setNode", node })),
  nodeName.map((name): Step => ({ do: "removeNode", name })),
  fc.tuple(aSomePod, nodeName).map(([pod, node]): Step => ({ do: "setPod", pod, node })),
  aSomePod.map((pod): Step => ({ do: "removePod", pod })),
);

function take(table: NodeTable, step: Step): void {
  if (step.do === "setNode") table.setNode(step.node);
  else if (step.do === "removeNode") table.removeNode(step.name);
  else if (step.do === "setPod") table.setPod(podInfo(step.pod), step.node);
  else table.removePod(step.pod.metadata.uid);
}

const isWeb = ({ labels }: { labels: Readonly<Record<string, string>> }) => labels.app === "web";

/** Everything that plugins read, by the nodes' names. */
function contentsOf(table: NodeTable) {
  const column = table.label(zone);
  const webs = table.counters.matching("web", isWeb);
  const { cpu, memory, pods } = table.resources;
  const rows = [...table.order()].map((row) => ({
    node: table.nameOf(row),
    cpu: [cpu.allocatable.values[row], cpu.requested.values[row]],
    memory: [memory.allocatable.values[row], memory.requested.values[row]],
    pods: pods.requested.values[row],
    scored: [table.resources.scoredCpu.values[row], table.resources.scoredMemory.values[row]],
    zone: column.interned.valueOf(column.ids.values[row] ?? 0),
    cordoned: table.rules.unschedulable.values[row],
    taints: table.rules.taints(row),
    webs: webs[row],
    names: table
      .podsOn(row)
      .map(({ name }) => name)
      .sort(),
    ports: Array.from({ length: 13 }, (_, id) =>
      table.hostPorts.isFree(row, { ip: "0.0.0.0", protocol: "TCP", port: 8000 + id }),
    ),
    holders: [...table.counters.holders()].map(({ perRow, use }) => [use, perRow.values[row]]),
  }));
  rows.sort((left, right) => (left.node < right.node ? -1 : 1));
  const { hasUnschedulable } = table.rules;
  return { rows, hasUnschedulable, hasTaints: table.rules.has("NoSchedule"), holds: table.counters.hasHolders };
}

describe("the node table", () => {
  it("equals one built from scratch after any sequence of changes", () => {
    fc.assert(
      fc.property(fc.array(aStep, { maxLength: 60 }), (steps) => {
        const table = new NodeTable();
        contentsOf(table);
        const nodes = new Map<string, Node>();
        const pods = new Map<string, { pod: Pod; node: string }>();
        for (const step of steps) {
          take(table, step);
          if (step.do === "setNode") nodes.set(step.node.metadata.name, step.node);
          else if (step.do === "removeNode") nodes.delete(step.name);
          else if (step.do === "setPod") pods.set(step.pod.metadata.uid, { pod: step.pod, node: step.node });
          else pods.delete(step.pod.metadata.uid);
        }
        const rebuilt = new NodeTable();
        for (const node of nodes.values()) rebuilt.setNode(node);
        for (const { pod, node } of pods.values()) rebuilt.setPod(podInfo(pod), node);
        expect(contentsOf(table)).toEqual(contentsOf(rebuilt));
      }),
      { numRuns: 150 },
    );
  });

  it("counts pods of a node that is not known yet as soon as it is", () => {
    const table = new NodeTable();
    table.setPod(podInfo(aPod().requesting({ cpuMillis: 300 }).build()), "a");
    const row = table.setNode(aNode("a").build()) ? (table.rowOf("a") ?? -1) : -1;
    expect(table.resources.cpu.requested.values[row]).toBe(300);
  });

  it("does not move its generation for a heartbeat", () => {
    const table = new NodeTable();
    table.setNode(aNode("a").ready().build());
    const { generation } = table;
    expect(table.setNode(aNode("a").ready("2026-02-02T00:00:00Z").build())).toBe(false);
    expect(table.generation).toBe(generation);
  });

  it("lets zones take turns in its order", () => {
    const table = new NodeTable();
    for (const name of ["a1", "a2", "a3"]) table.setNode(aNode(name).inZone("a").build());
    for (const name of ["b1", "b2"]) table.setNode(aNode(name).inZone("b").build());
    expect([...table.order()].map((row) => table.nameOf(row))).toEqual(["a1", "b1", "a2", "b2", "a3"]);
  });
});
