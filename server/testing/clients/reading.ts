import { beforeAll, describe, expect, test } from "vitest";
import { type Clients, deployWeb, json } from "./clients";

export function describeReading({ kubectl, inNamespace }: Clients): void {
  describe("reading", () => {
    const k = inNamespace("reading");
    beforeAll(() => deployWeb(k), 90_000);

    test("get prints names, JSON, YAML, a JSONPath and columns of one's own", async () => {
      expect(await k.run("get deployment -o name")).toBe("deployment.apps/web\n");
      expect(await json(k, "get deployment web")).toMatchObject({ kind: "Deployment", spec: { replicas: 2 } });
      expect(await k.run("get deployment web -o yaml")).toMatch(/^kind: Deployment$/m);
      expect(await k.run("get deployment web -o jsonpath={.spec.replicas}")).toBe("2");
      const columns = await k.run("get pods -o custom-columns=NAME:.metadata.name,PHASE:.status.phase");
      expect(columns.match(/^web-\S+ +Running$/gm)).toHaveLength(2);
    });

    test("get prints the columns that people know, and more of them when asked", async () => {
      expect(await k.run("get deployment web")).toMatch(/^NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2 /);
      expect(await k.run("get pods")).toMatch(/^NAME +READY +STATUS +RESTARTS +AGE\nweb-\S+ +1\/1 +Running +0 /);
      expect(await k.run("get pods -o wide")).toMatch(/^web-\S+ .* node-\d /m);
      expect(await kubectl.run("get nodes")).toMatch(/^node-1 +Ready /m);
    });

    test("get of several kinds, by label and by field", async () => {
      expect(await k.run("get deployments,replicasets -l app=web -o name")).toMatch(
        /^deployment\.apps\/web\nreplicaset\.apps\/web-\w+\n$/,
      );
      expect(await k.run("get pods --field-selector=status.phase=Failed -o name")).toBe("");
      expect((await k.fail("get pods --field-selector=spec.nonsense=1")).stderr).toMatch(/field label not supported/);
    });

    test("get -w goes on to show what changes", async () => {
      const watching = k.start('get deployment web -w -o jsonpath={.metadata.labels.seen}{"\\n"}');
      await watching.untilPrinted("\n");
      await k.run("label deployment web seen=live");
      await watching.untilPrinted("live");
      await watching.stop();
    });

    test("get of what is not there, and of a kind that is none, says so", async () => {
      expect((await k.fail("get pod nobody")).stderr).toBe('Error from server (NotFound): pods "nobody" not found\n');
      expect((await k.fail("get sandwiches")).stderr).toContain(`doesn't have a resource type "sandwiches"`);
    });

    test("describe tells of a deployment with what its controller did", async () => {
      const text = await k.run("describe deployment web");
      expect(text).toMatch(/Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable/);
      expect(text).toMatch(/ScalingReplicaSet .*deployment-controller +Scaled up replica set web-\w+ from 0 to 2/);
    });

    test("describe tells of a pod with its events, and of its node", async () => {
      const text = await k.run("describe pods -l app=web");
      expect(text).toMatch(/Scheduled .*Successfully assigned reading\/web-\S+ to node-\d/);
      expect(text).toMatch(/^ +Started: +\w+/m);
      expect(await kubectl.run("describe node node-1")).toMatch(/^ +Ready +True/m);
    });

    test("events lists what happened to one object", async () => {
      expect(await k.run("events --for deployment/web")).toMatch(/ScalingReplicaSet/);
    });
  });
}
