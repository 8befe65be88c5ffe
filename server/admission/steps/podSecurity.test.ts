import { describe, expect, it } from "vitest";
import { aDeployment, aNode, aPod } from "@/server/objects/builders";
import type { Schema } from "@/server/objects/kind";
import { resolveSchema } from "@/server/objects/schemas";
import type { KubeObject, PodSpec } from "@/server/objects/types";
import type { AdmissionContext } from "../request";
import { contextWith, registry } from "../testing";
import { podSecurity } from "./podSecurity";

const hostPath = { volumes: [{ name: "root", hostPath: { path: "/" } }] };
const root = { securityContext: { runAsUser: 0 } };

/** Whoever is of the group `trusted` may use the level, in the namespace `default`. */
const may: AdmissionContext["may"] = async ({ groups }, { verb, group, resource, name, namespace }) =>
  groups.includes("trusted") &&
  `${verb} ${resource}.${group} ${name} in ${namespace}` ===
    "use podsecuritylevels.pilothouse.dev privileged in default";

async function admitAs(group: string, object: KubeObject, old?: KubeObject, nodes: readonly KubeObject[] = []) {
  const kind = registry.byKind(object.kind);
  if (!kind) throw new Error(object.kind);
  const subject = { name: "someone", groups: [group] };
  return podSecurity.admit(
    object,
    { verb: old ? "update" : "create", kind, object, subject, dryRun: false, ...(old && { old }) },
    contextWith(nodes, { may }),
  );
}

function podWith(spec: Partial<PodSpec>): KubeObject {
  const pod = aPod("p").build();
  return { ...pod, spec: { ...pod.spec, ...spec } };
}

function deploymentWith(spec: Partial<PodSpec>, replicas = 1): KubeObject {
  const plain = aDeployment("d").build();
  const { template } = plain.spec;
  return {
    ...plain,
    spec: { ...plain.spec, replicas, template: { ...template, spec: { ...template.spec, ...spec } } },
  };
}

/** Where a schema holds a pod's spec, as a path of fields. */
function podSpecsIn(schema: Schema, root: Schema, path: readonly string[] = []): string[][] {
  if (schema.$ref === "#/definitions/core.v1.PodSpec") return [[...path]];
  const properties = path.length < 6 ? Object.entries(resolveSchema(schema, root).properties ?? {}) : [];
  return properties.flatMap(([name, one]) => podSpecsIn(one, root, [...path, name]));
}

const inAnyKind = registry
  .all()
  .flatMap(({ kind, schema }) => podSpecsIn(schema, schema).map((path) => [kind, path.join(".")] as const));

describe("a pod that could take over its node", () => {
  const privileged = { containers: [{ name: "c", image: "x", securityContext: { privileged: true } }] };
  const capable = {
    containers: [{ name: "c", image: "x", securityContext: { capabilities: { add: ["SYS_ADMIN"] } } }],
  };
  it.each([hostPath, privileged, capable, { hostPID: true }, { hostNetwork: true }, root])(
    "is theirs to start who may use that level, whatever groups they are of: %j",
    async (spec) => {
      for (const group of ["pilothouse:deployer", "pilothouse:admin"])
        await expect(admitAs(group, podWith(spec))).rejects.toThrow(/violates PodSecurity "baseline"/);
      expect(await admitAs("trusted", podWith(spec))).toBeDefined();
    },
  );

  it("is looked for in every kind that has pods", () => {
    expect(inAnyKind.map(([kind]) => kind).sort()).toEqual([
      ...["CronJob", "DaemonSet", "Deployment", "Job", "Pod", "PodTemplate", "ReplicaSet", "ReplicationController"],
      "StatefulSet",
    ]);
  });

  it.each(inAnyKind)("is refused in a %s, at %s", async (kind, path) => {
    const tree = path.split(".").reduceRight<object>((inner, field) => ({ [field]: inner }), hostPath);
    const object = { apiVersion: "v1", kind, metadata: { name: "w", namespace: "default" }, ...tree };
    await expect(admitAs("pilothouse:deployer", object as unknown as KubeObject)).rejects.toThrow(/hostPath volumes/);
  });

  it("comes by no revision that somebody hands to a StatefulSet", async () => {
    const metadata = { name: "web-1", namespace: "default" };
    const data = { spec: { template: { spec: hostPath } } };
    const revision = { apiVersion: "apps/v1", kind: "ControllerRevision", metadata, data, revision: 1 };
    await expect(admitAs("pilothouse:deployer", revision as unknown as KubeObject)).rejects.toThrow(/its controller/);
  });

  it("is refused as one of a pod's ephemeral containers", async () => {
    const debug = [{ name: "debug", image: "x", securityContext: { privileged: true } }];
    const attempt = admitAs("pilothouse:deployer", podWith({ ephemeralContainers: debug }), podWith({}));
    await expect(attempt).rejects.toThrow(/container "debug" must not set securityContext.privileged=true/);
  });

  it("is none that only binds a low port", async () => {
    const add = ["NET_BIND_SERVICE"];
    const spec = { containers: [{ name: "c", image: "x", securityContext: { capabilities: { add } } }] };
    expect(await admitAs("pilothouse:deployer", podWith(spec))).toBeDefined();
  });
});

describe("a template that an administrator made dangerous", () => {
  const before = deploymentWith(hostPath);

  it("is scaled by anybody who may", async () => {
    const scaled = deploymentWith(hostPath, 3);
    expect(await admitAs("pilothouse:operator", scaled, before)).toBe(scaled);
  });

  it("is judged anew once anything of its pods changes, be it the path of the same volume", async () => {
    const moved = { volumes: [{ name: "root", hostPath: { path: "/var/lib/pilothouse" } }] };
    for (const spec of [moved, { ...hostPath, hostname: "x" }])
      await expect(admitAs("pilothouse:deployer", deploymentWith(spec), before)).rejects.toThrow(/hostPath volumes/);
    expect(await admitAs("pilothouse:deployer", deploymentWith({}), before)).toBeDefined();
  });
});

describe("a user of the machine", () => {
  const node = (runtime: string) => {
    const one = aNode("n").build();
    return { ...one, status: { ...one.status, nodeInfo: { containerRuntimeVersion: runtime } } } as KubeObject;
  };
  const docker = node("docker://27");

  it.each([root, { securityContext: { runAsUser: 1000 } }, { securityContext: { runAsGroup: 0 } }])(
    "is nobody's to be where pods are processes: %j",
    async (spec) => {
      for (const nodes of [[], [node("process://1")], [docker, node("process://1")]])
        await expect(admitAs("deployer", podWith(spec), undefined, nodes)).rejects.toThrow(
          /pod must not set runAsUser/,
        );
      expect(await admitAs("deployer", podWith(spec), undefined, [docker])).toBeDefined();
    },
  );

  it("is none of the range that pods have", async () => {
    const spec = { securityContext: { runAsUser: 700_000_000, runAsGroup: 700_999_999 } };
    expect(await admitAs("deployer", podWith(spec))).toBeDefined();
  });
});
