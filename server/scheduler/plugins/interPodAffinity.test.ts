import { expect, it } from "vitest";
import { aNamespace, aNode, aPod } from "@/server/objects/builders";
import type { PodSpec } from "@/server/objects/types";
import { schedule } from "../harness";
import { Snapshot } from "../snapshot";

const host = "kubernetes.io/hostname";
const zone = "topology.kubernetes.io/zone";
type Affinity = NonNullable<NonNullable<PodSpec["affinity"]>["podAffinity"]>;
type Term = NonNullable<Affinity["requiredDuringSchedulingIgnoredDuringExecution"]>[number];

const selecting = (app: string, topologyKey = host): Term => ({ topologyKey, labelSelector: { matchLabels: { app } } });

function app(name: string, near: Term[] = [], apart: Term[] = []) {
  return aPod(name)
    .labelled({ app: name })
    .withSpec((spec) => {
      spec.affinity = {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: near },
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: apart },
      };
    });
}

it("goes where the pod it wants is", () => {
  const world = { nodes: [aNode("a"), aNode("b")], pods: [app("cache").onNode("b")] };
  expect(schedule(app("web", [selecting("cache")]), world).node).toBe("b");
});

it("goes anywhere in the zone of the pod it wants", () => {
  const nodes = [aNode("a").inZone("x"), aNode("b").inZone("y").full(), aNode("c").inZone("y")];
  expect(schedule(app("web", [selecting("cache", zone)]), { nodes, pods: [app("cache").onNode("b")] }).node).toBe("c");
});

it("says that nobody it wants is there", () => {
  expect(schedule(app("web", [selecting("cache")]), { nodes: [aNode("a")] }).message).toBe(
    "0/1 nodes are available: 1 node(s) didn't match pod affinity rules.",
  );
});

it("lets the first of a kind in that wants its own kind", () => {
  expect(schedule(app("web", [selecting("web")]), { nodes: [aNode("a")] }).node).toBe("a");
});

it("keeps away from what it avoids", () => {
  const pods = [app("web").onNode("a")];
  expect(schedule(app("db", [], [selecting("web")]), { nodes: [aNode("a"), aNode("b")], pods }).node).toBe("b");
  expect(schedule(app("db", [], [selecting("web")]), { nodes: [aNode("a")], pods }).message).toBe(
    "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.",
  );
});

it("keeps away from pods that avoid it, though it says nothing itself", () => {
  const pods = [app("db", [], [selecting("web")]).onNode("a")];
  expect(schedule(app("web"), { nodes: [aNode("a"), aNode("b")], pods }).node).toBe("b");
  expect(schedule(app("web"), { nodes: [aNode("a")], pods }).message).toBe(
    "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules.",
  );
});

it("looks at its own namespace unless told", () => {
  const pods = [app("web").in("other").onNode("a")];
  expect(schedule(app("db", [], [selecting("web")]), { nodes: [aNode("a")], pods }).node).toBe("a");
  const everywhere = { ...selecting("web"), namespaceSelector: {} };
  expect(schedule(app("db", [], [everywhere]), { nodes: [aNode("a")], pods }).node).toBeUndefined();
});

it("selects namespaces by their labels", () => {
  const term = { ...selecting("web"), namespaceSelector: { matchLabels: { team: "red" } } };
  const pods = [app("web").in("shop").onNode("a").build()];
  const place = (team: string) =>
    Snapshot.from([aNode("a").build()], pods, { namespaces: [aNamespace("shop").labelled({ team }).build()] }).place([
      app("db", [], [term]).build(),
    ])[0]?.node;
  expect(place("blue")).toBe("a");
  expect(place("red")).toBeUndefined();
});
