import { isReason } from "@/server/lib/errors";
import type { Pod, PriorityClass } from "@/server/objects/types";
import { refused } from "../forbidden";
import type { AdmissionContext, AdmissionRequest, AdmissionStep } from "../request";

type Class = Pick<PriorityClass, "value" | "preemptionPolicy">;

/** Always there, whether stored or not. */
const systemClasses: Readonly<Record<string, Class>> = {
  "system-cluster-critical": { value: 2_000_000_000 },
  "system-node-critical": { value: 2_000_001_000 },
};

/** A pod's priority comes from its PriorityClass; after Kubernetes' `Priority` plugin. */
export const podPriority: AdmissionStep = {
  name: "podPriority",
  async admit(object, request, context) {
    if (request.kind.kind !== "Pod" || request.kind.group !== "" || request.subresource) return object;
    const pod = object as Pod;
    if (request.verb === "create") return withPriority(pod, request, context);
    const { priority, preemptionPolicy, priorityClassName } = (request.old as Pod).spec;
    return { ...pod, spec: { priority, preemptionPolicy, priorityClassName, ...pod.spec } };
  },
};

async function withPriority(pod: Pod, { kind }: AdmissionRequest, { lookups }: AdmissionContext): Promise<Pod> {
  const { name } = pod.metadata;
  const named = pod.spec.priorityClassName;
  const found = named ? await classNamed(named, lookups) : await defaultClass(lookups);
  if (named && !found) throw refused(kind, name, `no PriorityClass with name ${named} was found`);
  const { value, preemptionPolicy = "PreemptLowerPriority" } = found?.class ?? { value: 0 };
  const computed = "priority admission controller computed";
  if (pod.spec.priority !== undefined && pod.spec.priority !== value) {
    const why = `the integer value of priority (${pod.spec.priority}) must not be provided in pod spec; ${computed} ${value} from the given PriorityClass name`;
    throw refused(kind, name, why);
  }
  if (pod.spec.preemptionPolicy !== undefined && pod.spec.preemptionPolicy !== preemptionPolicy) {
    const why = `the string value of PreemptionPolicy (${pod.spec.preemptionPolicy}) must not be provided in pod spec; ${computed} ${preemptionPolicy} from the given PriorityClass name`;
    throw refused(kind, name, why);
  }
  const priorityClassName = named || found?.name;
  const spec = { ...pod.spec, priority: value, preemptionPolicy, ...(priorityClassName && { priorityClassName }) };
  return { ...pod, spec };
}

interface Found {
  readonly name: string;
  readonly class: Class;
}

async function classNamed(name: string, lookups: AdmissionContext["lookups"]): Promise<Found | undefined> {
  const system = Object.hasOwn(systemClasses, name) ? systemClasses[name] : undefined;
  if (system) return { name, class: system };
  try {
    const stored = await lookups.get("priorityclasses.scheduling.k8s.io", { name });
    return stored && { name, class: stored as PriorityClass };
  } catch (error) {
    if (isReason(error, "NotFound")) return undefined;
    throw error;
  }
}

/** The class that counts for pods which name none; the lowest where several say so. */
async function defaultClass(lookups: AdmissionContext["lookups"]): Promise<Found | undefined> {
  const classes = (await lookups.list("priorityclasses.scheduling.k8s.io")) as readonly PriorityClass[];
  const [lowest] = classes.filter(({ globalDefault }) => globalDefault).sort((a, b) => a.value - b.value);
  return lowest && { name: lowest.metadata.name, class: lowest };
}
