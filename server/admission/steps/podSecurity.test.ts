import { describe, expect, it } from "vitest";
import { aDeployment, aPod } from "@/server/objects/builders";
import type { KubeObject, PodSpec } from "@/server/objects/types";
import { registry } from "../testing";
import { podSecurity } from "./podSecurity";

const hostPath = { volumes: [{ name: "root", hostPath: { path: "/" } }] };

function admitAs(group: string, object: KubeObject, old?: KubeObject) {
  const kind = registry.byKind(object.kind);
  if (!kind) throw new Error(object.kind);
  const subject = { name: "someone", groups: [group] };
  return podSecurity.admit(
    object,
    { verb: old ? "update" : "create", kind, object, subject, dryRun: false, ...(old && { old }) },
    {} as never,
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
    "is an administrator's to start: %j",
    (spec) => {
      expect(() => admitAs("pilothouse:deployer", podWith(spec))).toThrow(/violates PodSecurity "baseline"/);
      expect(admitAs("pilothouse:admin", podWith(spec))).toBeDefined();
      expect(admitAs("system:masters", podWith(spec))).toBeDefined();
    },
  );

  it("is refused in a template, too, and let be where it was before", () => {
    const plain = aDeployment("d").build();
    const template = {
      ...plain.spec.template,
      spec: { ...plain.spec.template.spec, ...hostPath },
    } as typeof plain.spec.template;
    const risky: KubeObject = { ...plain, spec: { ...plain.spec, template } };
    expect(() => admitAs("pilothouse:deployer", risky, plain)).toThrow(/hostPath volume "root"/);
    expect(admitAs("pilothouse:operator", risky, risky)).toBe(risky);
  });

  it("is none that only binds a low port", () => {
    const add = ["NET_BIND_SERVICE"];
    const spec = { containers: [{ name: "c", image: "x", securityContext: { capabilities: { add } } }] };
    expect(admitAs("pilothouse:deployer", podWith(spec))).toBeDefined();
  });
});
