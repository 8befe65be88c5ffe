import { beforeAll, describe, expect, test } from "vitest";
import { until } from "@/server/testing/platform";
import { type Clients, deployWeb, json } from "./clients";

export function describeRollouts({ inNamespace }: Clients): void {
  describe("rollouts", () => {
    const k = inNamespace("rollouts");
    beforeAll(() => deployWeb(k), 90_000);
    const settled = () => k.run("rollout status deployment/web --timeout=60s");
    const version = () => k.run("get deployment web -o jsonpath={.spec.template.spec.containers[0].env[0].value}");

    test("scale changes how many there are, unless they are not as many as said", async () => {
      await k.run("scale deployment web --current-replicas=2 --replicas=1");
      expect((await k.fail("scale deployment web --current-replicas=2 --replicas=5")).stderr).toMatch(
        /Expected replicas/,
      );
      await settled();
      expect((await json(k, "get deployment web")).status.readyReplicas).toBe(1);
    });

    test("set changes image, environment and resources of a container", async () => {
      await k.run("rollout pause deployment/web");
      await k.run("set image deployment/web main=node:23");
      await k.run("set env deployment/web VERSION=2");
      await k.run("set resources deployment/web -c main --requests=cpu=10m --limits=memory=256Mi");
      const { containers } = (await json(k, "get deployment web")).spec.template.spec;
      expect(containers[0]).toMatchObject({
        image: "node:23",
        env: [{ name: "VERSION", value: "2" }],
        resources: { requests: { cpu: "10m" }, limits: { memory: "256Mi" } },
      });
    });

    test("a paused rollout stands still until it is resumed", async () => {
      expect((await json(k, "get replicasets")).items).toHaveLength(1);
      await k.run("rollout resume deployment/web");
      expect(await settled()).toContain("successfully rolled out");
      expect((await json(k, "get replicasets")).items).toHaveLength(2);
    });

    test("history lists revisions, and undo brings one back", async () => {
      expect(await k.run("rollout history deployment/web")).toMatch(/^1 +<none>\n2 +<none>$/m);
      expect(await k.run("rollout history deployment/web --revision=2")).toMatch(/VERSION:\s+2/);
      await k.run("rollout undo deployment/web --to-revision=1");
      await settled();
      expect(await version()).toBe("1");
    });

    test("restart replaces every pod", async () => {
      const before = await k.run("get pods -l app=web -o name");
      await k.run("rollout restart deployment/web");
      await settled();
      await until("the old pods are gone", 20_000, async () => {
        const names = await k.run("get pods -l app=web -o name");
        return before.split("\n").every((name) => name === "" || !names.includes(name));
      });
    });

    test("expose makes a service of it, whose endpoints are its pods", async () => {
      await k.run("expose deployment web --port=80 --target-port=http");
      await until("the endpoint is there", 20_000, async () => {
        const { items } = await json(k, "get endpointslices -l kubernetes.io/service-name=web");
        return items.some((slice) => (slice.endpoints ?? []).length > 0);
      });
    });

    test("wait ends when a condition holds, and says when it does not in time", async () => {
      await k.run("wait --for=condition=Available deployment/web --timeout=30s");
      const { stderr } = await k.fail("wait --for=condition=Nonsense deployment/web --timeout=1s");
      expect(stderr).toContain("timed out waiting for the condition");
    });
  });
}
