import { bytes, cpuMillis } from "@/server/objects/quantity";
import type { Container, Pod } from "@/server/objects/types";
import type { ContainerRequest } from "../runtime/runtime";

type Security = Pick<
  ContainerRequest,
  "user" | "isPrivileged" | "isRootReadOnly" | "addCapabilities" | "dropCapabilities"
>;

/** What a container may use; a request that is not set is its limit. */
export function limitsOf({ resources }: Container): Pick<ContainerRequest, "limits" | "requests"> {
  const { limits, requests } = resources ?? {};
  const asked = { ...limits, ...requests };
  return {
    limits: { cpuMillis: cpuMillis(limits?.cpu), memoryBytes: bytes(limits?.memory) },
    requests: { cpuMillis: cpuMillis(asked.cpu), memoryBytes: bytes(asked.memory) },
  };
}

/** The container's own security context over its pod's. */
export function securityOf(pod: Pod, { securityContext: own }: Container): Security {
  const { runAsUser: podUser, runAsGroup: podGroup } = pod.spec.securityContext ?? {};
  const uid = own?.runAsUser ?? podUser;
  const gid = own?.runAsGroup ?? podGroup;
  return {
    ...(uid === undefined ? {} : { user: { uid, ...(gid === undefined ? {} : { gid }) } }),
    isPrivileged: own?.privileged ?? false,
    isRootReadOnly: own?.readOnlyRootFilesystem ?? false,
    addCapabilities: own?.capabilities?.add ?? [],
    dropCapabilities: own?.capabilities?.drop ?? [],
  };
}
