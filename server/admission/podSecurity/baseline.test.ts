import { describe, expect, it } from "vitest";
import type { PodSource } from "@/server/objects/podTemplates";
import type { Container, PodSpec } from "@/server/objects/types";
import { baselineViolations } from "./baseline";

const withContainer = (container: Partial<Container>): PodSpec => ({
  containers: [{ name: "c", image: "x", ...container }],
});
const withSecurity = (securityContext: Container["securityContext"]) => withContainer({ securityContext });
const withPod = (securityContext: PodSpec["securityContext"]): PodSpec => ({ ...withContainer({}), securityContext });

/** As a kube-apiserver 1.37.2 answered to the same in a namespace that enforces `baseline`. */
const cases: readonly (readonly [PodSpec, string])[] = [
  [{ ...withContainer({}), hostPID: true }, "host namespaces (hostPID=true)"],
  [
    { ...withContainer({}), volumes: ["a", "b"].map((name) => ({ name, hostPath: { path: "/" } })) },
    'hostPath volumes (volumes "a", "b")',
  ],
  [
    withContainer({ ports: [80, 81].map((port) => ({ containerPort: port, hostPort: port })) }),
    'hostPort (container "c" uses hostPorts 80, 81)',
  ],
  [
    withSecurity({ capabilities: { add: ["ALL", "SYS_ADMIN", "CAP_CHOWN", "NET_RAW", "CHOWN"] } }),
    'non-default capabilities (container "c" must not include "ALL", "CAP_CHOWN", "NET_RAW", "SYS_ADMIN" in securityContext.capabilities.add)',
  ],
  [withSecurity({ privileged: true }), 'privileged (container "c" must not set securityContext.privileged=true)'],
  [
    withSecurity({ procMount: "Unmasked" }),
    'procMount (container "c" must not set securityContext.procMount to "Unmasked")',
  ],
  [
    withPod({ windowsOptions: { hostProcess: true } }),
    "hostProcess (pod must not set securityContext.windowsOptions.hostProcess=true)",
  ],
  [
    {
      ...withSecurity({ seccompProfile: { type: "Unconfined" } }),
      securityContext: { seccompProfile: { type: "Unconfined" } },
    },
    'seccompProfile (pod and container "c" must not set securityContext.seccompProfile.type to "Unconfined")',
  ],
  [
    withPod({ appArmorProfile: { type: "Unconfined" } }),
    'forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")',
  ],
  [
    withPod({ seLinuxOptions: { type: "spc_t", user: "u", role: "r" } }),
    'seLinuxOptions (pod set forbidden securityContext.seLinuxOptions: type "spc_t"; user may not be set; role may not be set)',
  ],
  [
    withPod({ sysctls: ["net.core.foo", "kernel.zzz"].map((name) => ({ name, value: "1" })) }),
    "forbidden sysctls (net.core.foo, kernel.zzz)",
  ],
  [
    withContainer({
      livenessProbe: { httpGet: { port: 1, host: "1.2.3.4" } },
      readinessProbe: { tcpSocket: { port: 1, host: "::1" } },
      lifecycle: { preStop: { httpGet: { port: 1, host: "1.2.3.4" } } },
    }),
    'probe or lifecycle host (container "c" uses probe or lifecycle hosts "1.2.3.4", "::1")',
  ],
];

describe("what the baseline level forbids", () => {
  it.each(cases)("%j is refused in the words of Kubernetes", (spec, violation) => {
    expect(baselineViolations({ spec })).toEqual([violation]);
  });

  it("is found in init and ephemeral containers, too", () => {
    const bad = { name: "i", image: "x", securityContext: { privileged: true } };
    for (const list of ["initContainers", "ephemeralContainers"])
      expect(baselineViolations({ spec: { ...withContainer({}), [list]: [bad] } })).toHaveLength(1);
  });

  it("is an AppArmor profile of an annotation, too", () => {
    const annotated = (value: string): PodSource => ({
      metadata: { annotations: { "container.apparmor.security.beta.kubernetes.io/c": value } },
      spec: withContainer({}),
    });
    expect(baselineViolations(annotated("unconfined"))).toEqual([
      'forbidden AppArmor profile (annotation must not set container.apparmor.security.beta.kubernetes.io/c="unconfined")',
    ]);
    for (const value of ["runtime/default", "localhost/own", ""])
      expect(baselineViolations(annotated(value))).toEqual([]);
  });

  it("is nothing of what it lets be", () => {
    const names = ["kernel.shm_rmid_forced", "net.ipv4.tcp_rmem", "net/ipv4/ping_group_range"];
    const spec: PodSpec = {
      ...withSecurity({ capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] }, procMount: "Default" }),
      securityContext: {
        sysctls: names.map((name) => ({ name, value: "1" })),
        seLinuxOptions: { type: "container_engine_t" },
        seccompProfile: { type: "RuntimeDefault" },
        runAsUser: 0,
      },
    };
    expect(baselineViolations({ spec })).toEqual([]);
  });
});
