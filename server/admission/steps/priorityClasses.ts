import type { PriorityClass } from "@/server/objects/types";
import { refused } from "../forbidden";
import type { AdmissionStep } from "../request";

/** Only one class counts for pods that name none. After Kubernetes' `Priority` plugin. */
export const oneDefaultPriority: AdmissionStep = {
  name: "oneDefaultPriority",
  async admit(object, { kind }, { lookups }) {
    if (kind.kind !== "PriorityClass" || !(object as PriorityClass).globalDefault) return object;
    const all = (await lookups.list("priorityclasses.scheduling.k8s.io")) as readonly PriorityClass[];
    const other = all.find(({ globalDefault, metadata }) => globalDefault && metadata.name !== object.metadata.name);
    if (!other) return object;
    const why = `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`;
    throw refused(kind, object.metadata.name, why);
  },
};

/** The platform's own classes stay. */
export const protectedPriorities: AdmissionStep = {
  name: "protectedPriorities",
  admit(object, { kind }) {
    const { name } = object.metadata;
    if (kind.kind !== "PriorityClass" || !name.startsWith("system-")) return object;
    throw refused(kind, name, "this is a system priority class and cannot be deleted");
  },
};
