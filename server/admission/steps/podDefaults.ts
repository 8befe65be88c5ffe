import { qosClass } from "@/server/objects/qos";
import type { Pod } from "@/server/objects/types";
import type { AdmissionStep } from "../request";

/** How long a pod stays on a node that is not ready or out of reach, unless it says so itself. */
const tolerationSeconds = 300;
const conditions = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"];

/** After Kubernetes' `DefaultTolerationSeconds`; and the quality of service, which stands in the status. */
export const podDefaults: AdmissionStep = {
  name: "podDefaults",
  admit(object, { kind, subresource, verb }) {
    if (kind.kind !== "Pod" || kind.group !== "" || subresource) return object;
    const pod = object as Pod;
    const tolerations = pod.spec.tolerations ?? [];
    const missing = conditions.filter(
      (key) => !tolerations.some((one) => (one.key === key || !one.key) && (one.effect === "NoExecute" || !one.effect)),
    );
    const added = missing.map((key) => ({
      key,
      operator: "Exists" as const,
      effect: "NoExecute" as const,
      tolerationSeconds,
    }));
    const spec = added.length === 0 ? pod.spec : { ...pod.spec, tolerations: [...tolerations, ...added] };
    return verb === "create" ? { ...pod, spec, status: { ...pod.status, qosClass: qosClass(spec) } } : { ...pod, spec };
  },
};
