import type { HorizontalPodAutoscaler } from "../types";

type Rules = NonNullable<NonNullable<HorizontalPodAutoscaler["spec"]["behavior"]>["scaleUp"]>;

/** After pkg/apis/autoscaling/v2/defaults.go. */
export function fillAutoscaler({ spec }: HorizontalPodAutoscaler): void {
  spec.minReplicas ??= 1;
  if (!spec.metrics?.length) {
    const target = { type: "Utilization", averageUtilization: 80 };
    spec.metrics = [{ type: "Resource", resource: { name: "cpu", target } }];
  }
  if (!spec.behavior) return;
  spec.behavior.scaleUp = withRules(spec.behavior.scaleUp, {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max",
    policies: [
      { type: "Pods", value: 4, periodSeconds: 15 },
      { type: "Percent", value: 100, periodSeconds: 15 },
    ],
  });
  // No window of its own: the controller's, which Kubernetes leaves out of the object, too.
  spec.behavior.scaleDown = withRules(spec.behavior.scaleDown, {
    selectPolicy: "Max",
    policies: [{ type: "Percent", value: 100, periodSeconds: 15 }],
  });
}

function withRules(given: Rules | undefined, usual: Rules): Rules {
  const set = Object.fromEntries(Object.entries(given ?? {}).filter(([, value]) => value != null));
  return { ...usual, ...set };
}
