import { describe, expect, test } from "vitest";
import type { Clients } from "./clients";

export function describeAbout({ kubectl }: Clients): void {
  describe("about the API", () => {
    test("version tells which Kubernetes this is", async () => {
      expect(await kubectl.run("version")).toMatch(/^Server Version: v1\.\d+\.\d+\+pilothouse$/m);
    });

    test("cluster-info tells where it is", async () => {
      expect(await kubectl.run("cluster-info")).toMatch(/control plane is running at .*https:\/\/127\.0\.0\.1:\d+/);
    });

    test("auth whoami tells who asks", async () => {
      expect(await kubectl.run("auth whoami")).toMatch(/Username +local-administrator/);
    });

    test("auth can-i answers by the policy", async () => {
      expect(await kubectl.run("auth can-i create deployments.apps")).toBe("yes\n");
    });

    test("api-resources lists kinds with their short names", async () => {
      expect(await kubectl.run("api-resources")).toMatch(/deployments +deploy +apps\/v1 +true +Deployment/);
    });

    test("api-versions lists groups", async () => {
      expect((await kubectl.run("api-versions")).split("\n")).toEqual(expect.arrayContaining(["apps/v1", "v1"]));
    });

    test("explain tells what a field is for", async () => {
      expect(await kubectl.run("explain deployment.spec.replicas")).toMatch(/Number of desired pods/);
    });

    test("get --raw reads health and figures", async () => {
      expect(await kubectl.run("get --raw /readyz?verbose")).toContain("[+]store ok");
      expect(await kubectl.run("get --raw /metrics")).toMatch(/^apiserver_request_total{/m);
    });
  });
}
