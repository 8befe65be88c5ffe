import { expect, it } from "vitest";
import { aNode, aPod, aReplicaSet } from "@/server/objects/builders";
import { schedule } from "../harness";

const soft = (name: string) =>
  aPod(name)
    .labelled({ app: "web" })
    .withSpec((spec) => {
      spec.topologySpreadConstraints = [
        {
          maxSkew: 1,
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: { matchLabels: { app: "web" } },
        },
      ];
    });

it("prefers the zone with fewer pods, and goes elsewhere when it must", () => {
  const pods = [soft("one").onNode("a")];
  expect(schedule(soft("two"), { nodes: [aNode("a").inZone("a"), aNode("b").inZone("b")], pods }).node).toBe("b");
  expect(schedule(soft("two"), { nodes: [aNode("a").inZone("a"), aNode("b").inZone("b").full()], pods }).node).toBe(
    "a",
  );
});

it("spreads the pods of one controller over hosts without being told", () => {
  const set = aReplicaSet("web").build();
  const pods = [aPod("one").ownedBy(set).onNode("a"), aPod("big").requesting({ cpuMillis: 500 }).onNode("b")];
  expect(schedule(aPod("two").ownedBy(set), { nodes: [aNode("a"), aNode("b")], pods }).node).toBe("b");
});
