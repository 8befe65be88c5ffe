import { expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { schedule } from "../harness";

const weighted = (app: string) => [
  { weight: 100, podAffinityTerm: { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app } } } },
];
const nodes = [aNode("a"), aNode("b")];

it("prefers to be with the pods it likes", () => {
  const web = aPod("web").withSpec((spec) => {
    spec.affinity = { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: weighted("cache") } };
  });
  const pods = [aPod("cache").labelled({ app: "cache" }).requesting({ cpuMillis: 500 }).onNode("b")];
  expect(schedule(web, { nodes, pods }).node).toBe("b");
});

it("prefers to be where nobody is whom it dislikes", () => {
  const web = aPod("web").withSpec((spec) => {
    spec.affinity = { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: weighted("noisy") } };
  });
  const pods = [
    aPod("noisy").labelled({ app: "noisy" }).onNode("a"),
    aPod("big").requesting({ cpuMillis: 900 }).onNode("b"),
  ];
  expect(schedule(web, { nodes, pods }).node).toBe("b");
});

it("is drawn to pods that like it", () => {
  const fan = aPod("fan")
    .requesting({ cpuMillis: 500 })
    .withSpec((spec) => {
      spec.affinity = { podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: weighted("star") } };
    });
  expect(schedule(aPod("star").labelled({ app: "star" }), { nodes, pods: [fan.onNode("b")] }).node).toBe("b");
});
