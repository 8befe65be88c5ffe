import { parseQuantity } from "./quantity";
import type { PodSpec, PodStatus } from "./types";

const compute = ["cpu", "memory"] as const;

/** After Kubernetes' `ComputePodQOS`: Guaranteed when every container is limited to what it asks for. */
export function qosClass(spec: PodSpec | undefined): NonNullable<PodStatus["qosClass"]> {
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  const amount = (quantity: string | number | undefined) =>
    quantity === undefined ? 0 : (parseQuantity(quantity) ?? 0);
  const isAny = all.some(({ resources }) =>
    compute.some((name) => amount(resources?.requests?.[name]) > 0 || amount(resources?.limits?.[name]) > 0),
  );
  if (!isAny) return "BestEffort";
  const isAll = all.every(({ resources }) =>
    compute.every((name) => {
      const limit = amount(resources?.limits?.[name]);
      return limit > 0 && amount(resources?.requests?.[name] ?? resources?.limits?.[name]) === limit;
    }),
  );
  return isAll ? "Guaranteed" : "Burstable";
}
