import type { KubeObject, PodSpec } from "@/server/objects/types";
import { refused } from "../forbidden";
import type { AdmissionStep } from "../request";

/**
 * Pods that could take over their node (another's folders, all privileges, the host's processes) are for those to start
 * who may `use` the level `privileged`, as administrators may: on this machine the node is the platform itself. After the
 * `baseline` level of Kubernetes' Pod Security Standards; asked of whoever writes the template, so that controllers pass.
 */
export const podSecurity: AdmissionStep = {
  name: "podSecurity",
  async admit(object, { kind, subject, old, subresource }, { may }) {
    if (subresource && subresource !== "ephemeralcontainers") return object;
    const spec = podSpecOf(object);
    if (!spec) return object;
    const before = new Set(old ? violationsOf(podSpecOf(old)) : []);
    const found = violationsOf(spec).filter((violation) => !before.has(violation));
    const { namespace, name } = object.metadata;
    if (found.length === 0 || (await may(subject, { ...usePrivileged, namespace }))) return object;
    const { verb, resource, group } = usePrivileged;
    const who = `who may "${verb}" ${resource}.${group} "${usePrivileged.name}" (an administrator) may apply it`;
    throw refused(kind, name, `violates PodSecurity "baseline": ${found.join(", ")}; ${who}`);
  },
};

const usePrivileged = { verb: "use", group: "pilothouse.dev", resource: "podsecuritylevels", name: "privileged" };
const harmlessCapabilities = new Set([
  ...["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"],
  ...["SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"],
]);

function podSpecOf({ kind, spec }: KubeObject): PodSpec | undefined {
  if (kind === "Pod") return spec as PodSpec | undefined;
  return (spec as { template?: { spec?: PodSpec } } | undefined)?.template?.spec;
}

function violationsOf(spec: PodSpec | undefined): string[] {
  if (!spec) return [];
  const {
    hostNetwork,
    hostPID,
    hostIPC,
    volumes = [],
    containers = [],
    initContainers = [],
    ephemeralContainers = [],
  } = spec;
  const host = Object.entries({ hostNetwork, hostPID, hostIPC }).flatMap(([name, isOn]) =>
    isOn ? [`${name}=true`] : [],
  );
  const paths = volumes.flatMap(({ name, hostPath }) => (hostPath ? [`hostPath volume "${name}"`] : []));
  const own = [...initContainers, ...containers, ...ephemeralContainers].flatMap(({ name, securityContext }) => {
    const added = (securityContext?.capabilities?.add ?? []).filter(
      (capability) => !harmlessCapabilities.has(capability),
    );
    return [
      ...(securityContext?.privileged ? [`container "${name}" is privileged`] : []),
      ...added.map((capability) => `container "${name}" adds capability ${capability}`),
    ];
  });
  return [...host, ...paths, ...own];
}
