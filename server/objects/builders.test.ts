import { describe, expect, it } from "vitest";
import { aDeployment, aJob, aNode, aPod } from "./builders";

describe("builders", () => {
  it("give a new object at every step and leave the earlier one alone", () => {
    const plain = aPod("web");
    const bound = plain.onNode("a").requesting({ cpuMillis: 1500, memoryBytes: 2 ** 30 });
    expect(plain.build().spec.nodeName).toBeUndefined();
    expect(bound.build().spec.nodeName).toBe("a");
    expect(bound.build().spec.containers[0]?.resources?.requests).toEqual({ cpu: "1500m", memory: "1Gi" });
  });

  it("give the same identity for the same name, and another for another", () => {
    expect(aPod("a").build().metadata.uid).toBe(aPod("a").build().metadata.uid);
    expect(aPod("a").build().metadata.uid).not.toBe(aPod("a").in("other").build().metadata.uid);
    expect(aPod("a").build().metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("name the owner as its controller", () => {
    const owner = aDeployment("web").build();
    expect(aPod().ownedBy(owner).build().metadata.ownerReferences?.[0]).toMatchObject({
      kind: "Deployment",
      uid: owner.metadata.uid,
      controller: true,
    });
  });

  it("fill a node and a job as they are stored", () => {
    expect(aNode("a").full().build().status?.allocatable).toEqual({ cpu: "0", memory: "0", pods: "0" });
    expect(aJob("j").build().spec.template.metadata?.labels).toHaveProperty("job-name", "j");
  });
});
