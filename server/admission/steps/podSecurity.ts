import { isEqual } from "@/server/lib/equal";
import { type PodSource, podSourceOf } from "@/server/objects/podTemplates";
import type { Node } from "@/server/objects/types";
import { refused } from "../forbidden";
import { baselineViolations } from "../podSecurity/baseline";
import { appArmorAnnotation } from "../podSecurity/confinement";
import { hostUserViolations } from "../podSecurity/hostUsers";
import type { AdmissionContext, AdmissionStep } from "../request";

/**
 * Pods that could take over their node (another's folders, all privileges, the host's processes) are for those to start
 * who may `use` the level `privileged`, as administrators may: on this machine the node is the platform itself. The
 * `baseline` level of Kubernetes' Pod Security Standards; asked of whoever writes the template, so that controllers pass.
 * A changed template is judged as a whole, whatever of it was there before; one that stays as it is passes.
 */
export const podSecurity: AdmissionStep = {
  name: "podSecurity",
  async admit(object, { kind, subject, old, subresource }, { lookups, may }) {
    if (subresource && subresource !== "ephemeralcontainers") return object;
    // Whoever makes pods of a custom kind is asked about the pods.
    const source = kind.custom ? undefined : podSourceOf(object);
    if (!source || (old && isEqual(judgedOf(source), judgedOf(podSourceOf(old))))) return object;
    const found =
      kind.kind === "ControllerRevision"
        ? ["a ControllerRevision's template (no schema holds it; its controller writes it)"]
        : [...baselineViolations(source), ...(await hostUsers(source, lookups))];
    const { namespace, name } = object.metadata;
    if (found.length === 0 || (await may(subject, { ...usePrivileged, namespace }))) return object;
    const { verb, resource, group } = usePrivileged;
    const who = `who may "${verb}" ${resource}.${group} "${usePrivileged.name}" (an administrator) may apply it`;
    throw refused(kind, name, `violates PodSecurity "baseline": ${found.join(", ")}; ${who}`);
  },
};

const usePrivileged = { verb: "use", group: "pilothouse.dev", resource: "podsecuritylevels", name: "privileged" };

/** What of a pod can make it dangerous: not how long it may run, nor where. */
function judgedOf(source: PodSource | undefined): unknown {
  const { activeDeadlineSeconds: _time, tolerations: _where, schedulingGates: _gates, ...spec } = source?.spec ?? {};
  const annotations = Object.entries(source?.metadata?.annotations ?? {});
  return { spec, profiles: Object.fromEntries(annotations.filter(([name]) => name.startsWith(appArmorAnnotation))) };
}

/** Asked of the nodes only where it matters. While no node has told what it runs, pods are taken for processes. */
async function hostUsers({ spec }: PodSource, lookups: AdmissionContext["lookups"]): Promise<string[]> {
  const found = spec ? hostUserViolations(spec) : [];
  if (found.length === 0) return [];
  const runtimes = ((await lookups.list("nodes")) as readonly Node[]).map(
    ({ status }) => status?.nodeInfo?.containerRuntimeVersion ?? "",
  );
  return runtimes.length > 0 && !runtimes.some((one) => one === "" || one.startsWith("process://")) ? [] : found;
}
