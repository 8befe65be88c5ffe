import { afterEach, describe, expect, it } from "vitest";
import { aClusterRole, aRule } from "@/server/objects/builders/rbacBuilders";
import { aggregated } from "@/server/objects/rbac/aggregate";
import { limitsAnnotation } from "@/server/objects/rbac/limits";
import { TestEngine } from "../testEngine";

const engine = new TestEngine({ nodes: [] });
afterEach(() => engine.close());

describe("aggregated roles", () => {
  it("have the rules of all that carry their label, through one another, and a taken binding comes back", async () => {
    await engine.start();
    const has =
      (name: string, resource: string) => (roles: readonly { metadata: { name: string }; rules?: unknown }[]) =>
        JSON.stringify(roles.find(({ metadata }) => metadata.name === name)?.rules ?? []).includes(resource);
    await engine.until("ClusterRole", has("admin", '"localsubjectaccessreviews"'));
    const labels = { "rbac.authorization.k8s.io/aggregate-to-view": "true" };
    const widgets = aClusterRole("widgets", aRule(["get"], ["widgets"], "example.com"));
    await engine.cluster.create("ClusterRole", { ...widgets, metadata: { name: "widgets", labels } });
    for (const name of ["view", "edit", "admin"]) await engine.until("ClusterRole", has(name, '"widgets"'));
    await engine.cluster.delete("ClusterRoleBinding", { name: "pilothouse:admin" });
    await engine.until("ClusterRoleBinding", (all) => all.some(({ metadata }) => metadata.name === "pilothouse:admin"));
  });

  it("take nothing from a role with limits, which they could not keep", () => {
    const metadata = { labels: { a: "b" }, annotations: { [limitsAnnotation]: '{"pods":["spec"]}' } };
    const limited = aClusterRole("limited", aRule(["patch"], ["pods"]));
    const whole = {
      ...aClusterRole("whole"),
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: "b" } }] },
    };
    expect(aggregated(whole, [{ ...limited, metadata: { ...limited.metadata, ...metadata } }])).toBeUndefined();
  });
});
