import type { Node, Pod } from "./types";

export type Taint = NonNullable<Node["spec"]["taints"]>[number];
export type Toleration = NonNullable<Pod["spec"]["tolerations"]>[number];

/** After Kubernetes' `Toleration.ToleratesTaint`: an empty key with Exists tolerates everything, an empty effect all effects. */
export function tolerates({ key = "", operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key !== "" && key !== taint.key) return false;
  if (operator === "Exists") return true;
  return key !== "" && value === (taint.value ?? "");
}

/** The first taint of those effects that none of the tolerations covers. */
export function untolerated(
  taints: readonly Taint[],
  tolerations: readonly Toleration[],
  effects: readonly Taint["effect"][],
): Taint | undefined {
  return taints.find((taint) => effects.includes(taint.effect) && !tolerations.some((one) => tolerates(one, taint)));
}
