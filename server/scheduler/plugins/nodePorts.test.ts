import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { schedule } from "../harness";

const web = aPod("web").onPort(80, { hostPort: 8080 });

it("gives a host port to one pod of a node", () => {
  const pods = [aPod("old").onPort(80, { hostPort: 8080 }).onNode("a")];
  expect(schedule(web, { nodes: [aNode("a"), aNode("b")], pods }).node).toBe("b");
  expect(schedule(web, { nodes: [aNode("a")], pods }).message).toBe(
    "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.",
  );
});

it("keeps protocols apart", () => {
  const pods = [aPod("old").onPort(80, { hostPort: 8080, protocol: "UDP" }).onNode("a")];
  expect(schedule(web, { nodes: [aNode("a")], pods }).node).toBe("a");
});

it("keeps addresses apart, but not from every address", () => {
  const at = (name: string, hostIP: string) =>
    aPod(name).withSpec((spec) => {
      spec.containers = [{ name: "main", image: "a", ports: [{ containerPort: 80, hostPort: 8080, hostIP }] }];
    });
  const pods = [at("old", "127.0.0.1").onNode("a")];
  expect(schedule(at("new", "127.0.0.2"), { nodes: [aNode("a")], pods }).node).toBe("a");
  expect(schedule(at("new", "0.0.0.0"), { nodes: [aNode("a")], pods }).node).toBeUndefined();
});

it("ignores ports that are not the host's", () => {
  const pods = [aPod("old").onPort(80).onNode("a")];
  expect(schedule(aPod().onPort(80), { nodes: [aNode("a")], pods }).node).toBe("a");
});
