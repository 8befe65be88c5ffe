import { messageOf } from "@/server/lib/errors";
import { type ContainerRequest, RuntimeError } from "../runtime";
import { type Cgroup, type CgroupBase, createCgroup } from "./cgroups";

/** The container's control group; none where the machine gives none. Limits that cannot be set are an error. */
export function limit(base: CgroupBase, request: ContainerRequest): Cgroup | undefined {
  if (!base.memory && !base.cpu) return undefined;
  try {
    return createCgroup(base, `${request.pod.uid}/${request.name}.${request.attempt}`, request);
  } catch (error) {
    const limits = request.limits.memoryBytes || request.limits.cpuMillis;
    if (limits) throw new RuntimeError("RunContainerError", `limits cannot be set: ${messageOf(error)}`);
    return undefined;
  }
}
