import { formatAmount } from "../canonical";
import { parseQuantity } from "../quantity";
import type { Container, PodSpec } from "../types";

type Quantities = Readonly<Record<string, string | number>>;

/** Amounts by name, in base units (cores, bytes, pieces). */
export type Amounts = Readonly<Record<string, number>>;

export function amountsOf(quantities: Quantities | undefined): Amounts {
  return Object.fromEntries(Object.entries(quantities ?? {}).map(([name, one]) => [name, parseQuantity(one) ?? 0]));
}

export function sumOf(all: readonly Amounts[]): Amounts {
  const total: Record<string, number> = {};
  for (const amounts of all)
    for (const [name, amount] of Object.entries(amounts)) total[name] = add(total[name], amount);
  return total;
}

/** Takes away the noise that binary fractions add. */
function add(left = 0, right = 0): number {
  return Number((left + right).toPrecision(15));
}

function most(left: Amounts, right: Amounts): Amounts {
  const names = new Set([...Object.keys(left), ...Object.keys(right)]);
  return Object.fromEntries([...names].map((name) => [name, Math.max(left[name] ?? 0, right[name] ?? 0)]));
}

/**
 * What a pod asks for, or may use at most: its containers and sidecars together, or its largest init container if that is
 * more; after Kubernetes' `resource.PodRequests` and `PodLimits`. Overhead is the caller's to add.
 */
export function podAmounts(spec: PodSpec, list: "requests" | "limits"): Amounts {
  const of = (container: Container) => amountsOf(container.resources?.[list]);
  let sidecars: Amounts = {};
  let peak: Amounts = {};
  for (const init of spec.initContainers ?? []) {
    const together = sumOf([sidecars, of(init)]);
    if (init.restartPolicy === "Always") sidecars = together;
    peak = most(peak, together);
  }
  return most(sumOf([sidecars, ...spec.containers.map(of)]), peak);
}

/** An amount as Kubernetes prints it: `500m`, `1Gi`. */
export function amountText(name: string, amount: number): string {
  return formatAmount(amount, /(^|[./])(memory|storage|ephemeral-storage|hugepages-[^/]*)$/.test(name));
}
