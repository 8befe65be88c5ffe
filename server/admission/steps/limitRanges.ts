import { parseQuantity } from "@/server/objects/quantity";
import { amountsOf, amountText, podAmounts } from "@/server/objects/quota/amounts";
import type { KubeObject, LimitRange, Pod } from "@/server/objects/types";
import { refused } from "../forbidden";
import type { AdmissionStep } from "../request";

type Item = NonNullable<LimitRange["spec"]["limits"]>[number];

/** Nothing asks for less or more than the LimitRanges of its namespace let it. After Kubernetes' `LimitRanger`. */
export const limitRanges: AdmissionStep = {
  name: "limitRanges",
  async admit(object, { kind, verb, subresource }, { lookups }) {
    const isLimited = kind.group === "" && (kind.kind === "Pod" || kind.kind === "PersistentVolumeClaim");
    if (!isLimited || verb !== "create" || subresource) return object;
    const ranges = (await lookups.list("limitranges", object.metadata.namespace)) as readonly LimitRange[];
    const items = ranges.flatMap(({ spec }) => spec.limits ?? []);
    const found = [...new Set(items.flatMap((item) => faultsOf(object, item)))];
    if (found.length === 0) return object;
    const says = found.length === 1 ? (found[0] ?? "") : `[${found.join(", ")}]`;
    throw refused(kind, object.metadata.name || object.metadata.generateName || "", says);
  },
};

/** What one thing asks for and may use; a value as it was written. */
interface Asks {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

function faultsOf(object: KubeObject, item: Item): string[] {
  if (object.kind === "PersistentVolumeClaim")
    return item.type === "PersistentVolumeClaim" ? claimFaults(object, item) : [];
  const { spec } = object as Pod;
  if (item.type === "Pod") {
    const sum = (list: "requests" | "limits") =>
      Object.fromEntries(Object.entries(podAmounts(spec, list)).map(([name, one]) => [name, amountText(name, one)]));
    return faults({ requests: sum("requests"), limits: sum("limits") }, item);
  }
  if (item.type !== "Container") return [];
  return [...(spec.initContainers ?? []), ...spec.containers].flatMap(({ resources }) =>
    faults({ requests: texts(resources?.requests), limits: texts(resources?.limits) }, item),
  );
}

function texts(quantities: Readonly<Record<string, string | number>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(quantities ?? {}).map(([name, one]) => [name, String(one)]));
}

function faults(asks: Asks, { type, min, max, maxLimitRequestRatio: ratio }: Item): string[] {
  return [
    ...each(min, (name, least) => {
      const says = `minimum ${name} usage per ${type} is ${least}`;
      const [request, limit] = [asks.requests[name], asks.limits[name]];
      if (request === undefined) return `${says}.  No request is specified`;
      if (isLess(request, least)) return `${says}, but request is ${request}`;
      return limit !== undefined && isLess(limit, least) ? `${says}, but limit is ${limit}` : undefined;
    }),
    ...each(max, (name, most) => {
      const says = `maximum ${name} usage per ${type} is ${most}`;
      const [request, limit] = [asks.requests[name], asks.limits[name]];
      if (limit === undefined) return `${says}.  No limit is specified`;
      if (isLess(most, limit)) return `${says}, but limit is ${limit}`;
      return request !== undefined && isLess(most, request) ? `${says}, but request is ${request}` : undefined;
    }),
    ...each(ratio, (name, most) => {
      const says = `${name} max limit to request ratio per ${type} is ${most}`;
      const [request = 0, limit = 0] = [amountsOf(asks.requests)[name], amountsOf(asks.limits)[name]];
      if (request === 0) return `${says}, but no request is specified or request is 0`;
      if (limit === 0) return `${says}, but no limit is specified or limit is 0`;
      const found = limit / request;
      return found > (parseQuantity(most) ?? 0) ? `${says}, but provided ratio is ${found.toFixed(6)}` : undefined;
    }),
  ];
}

function claimFaults({ spec }: KubeObject, { type, min, max }: Item): string[] {
  const requests = texts(
    (spec as { resources?: { requests?: Record<string, string> } } | undefined)?.resources?.requests,
  );
  const check =
    (word: string, isWrong: (request: string, bound: string) => boolean) => (name: string, bound: string) => {
      const says = `${word} ${name} usage per ${type} is ${bound}`;
      const request = requests[name];
      if (request === undefined) return `${says}.  No request is specified`;
      return isWrong(request, bound) ? `${says}, but request is ${request}` : undefined;
    };
  return [
    ...each(min, check("minimum", isLess)),
    ...each(
      max,
      check("maximum", (request, bound) => isLess(bound, request)),
    ),
  ];
}

function each(
  bounds: Readonly<Record<string, string | number>> | undefined,
  check: (name: string, bound: string) => string | undefined,
): string[] {
  const names = Object.keys(bounds ?? {}).sort();
  return names.flatMap((name) => check(name, String(bounds?.[name])) ?? []);
}

function isLess(left: string, right: string): boolean {
  return (parseQuantity(left) ?? 0) < (parseQuantity(right) ?? 0);
}
