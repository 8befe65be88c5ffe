import { describe, expect, it } from "vitest";
import { aDeployment, aPod } from "@/server/objects/builders";
import type { KubeObject, PodSpec } from "@/server/objects/types";
import type { AdmissionContext } from "../request";
import { registry } from "../testing";
import { podSecurity } from "./podSecurity";

const hostPath = { volumes: [{ name: "root", hostPath: { path: "/" } }] };

/** Whoever is of the group `trusted` may use the level, in the namespace `default`. */
const may: AdmissionContext["may"] = async ({ groups }, { verb, group, resource, name, namespace }) =>
  groups.includes("trusted") &&
  `${verb} ${resource}.${group} ${name} in ${namespace}` ===
    "use podsecuritylevels.pilothouse.dev privileged in default";

async function admitAs(group: string, object: KubeObject, old?: KubeObject) {
  const kind = registry.byKind(object.kind);
  if (!kind) throw new Error(object.kind);
  const subject = { name: "someone", groups: [group] };
  return podSecurity.admit(
    object,
    { verb: old ? "update" : "create", kind, object, subject, dryRun: false, ...(old && { old }) },
    { may } as AdmissionContext,
  );
}

function podWith(spec: Partial<PodSpec>): KubeObject {
  const pod = aPod("p").build();
  return { ...pod, spec: { ...pod.spec, ...spec } };
}

describe("a pod that could take over its node", () => {
  const privileged = { containers: [{ name: "c", image: "x", securityContext: { privileged: true } }] };
  const capable = {
    containers: [{ name: "c", image: "x", securityContext: { capabilities: { add: ["SYS_ADMIN"] } } }],
  };
  it.each([hostPath, privileged, capable, { hostPID: true }, { hostNetwork: true }])(
    "is theirs to start who may use that level, whatever groups they are of: %j",
    async (spec) => {
      for (const group of ["pilothouse:deployer", "pilothouse:admin"])
        await expect(admitAs(group, podWith(spec))).rejects.toThrow(/violates PodSecurity "baseline"/);
      expect(await admitAs("trusted", podWith(spec))).toBeDefined();
    },
  );

  it("is refused in a template, too, and let be where it was before", async () => {
    const plain = aDeployment("d").build();
    const template = {
      ...plain.spec.template,
      spec: { ...plain.spec.template.spec, ...hostPath },
    } as typeof plain.spec.template;
    const risky: KubeObject = { ...plain, spec: { ...plain.spec, template } };
    await expect(admitAs("pilothouse:deployer", risky, plain)).rejects.toThrow(/hostPath volume "root"/);
    expect(await admitAs("pilothouse:operator", risky, risky)).toBe(risky);
  });

  it("is none that only binds a low port", async () => {
    const add = ["NET_BIND_SERVICE"];
    const spec = { containers: [{ name: "c", image: "x", securityContext: { capabilities: { add } } }] };
    expect(await admitAs("pilothouse:deployer", podWith(spec))).toBeDefined();
  });
});
