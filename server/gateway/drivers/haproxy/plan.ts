import { isIP } from "node:net";
import type { Backend, Endpoint, Entry, RouteTable, Rule } from "../../table";
import type { MapName } from "./config";

/** What HAProxy is to carry: maps, and the endpoints of each backend by its id. All else goes to the embedded driver. */
export interface Plan {
  readonly maps: Readonly<Record<MapName, ReadonlyMap<string, string>>>;
  readonly backends: ReadonlyMap<string, readonly Endpoint[]>;
}

/** Servers that each backend was declared with. */
export const mostEndpoints = 32;

type Maps = Record<MapName, Map<string, string>>;

/** Where the embedded driver stands among the backends. */
const embedded = "embedded";

/**
 * The part of a table that HAProxy can carry: hosts (no wildcards below a domain) with paths by prefix or exactly, and
 * up to two weighted backends. A host with a route of another kind is the embedded driver's as a whole, so that
 * precedence stays whole.
 */
export function planFor(table: RouteTable, slotOf: (backendId: string) => string | undefined): Plan {
  const plan: Maps = { exact: new Map(), prefix: new Map(), share: new Map(), first: new Map(), second: new Map() };
  const backends = new Map<string, readonly Endpoint[]>();
  for (const [host, entries] of Object.entries(table.hosts)) {
    const isNative = isNativeHost(table, host) && entries.every(({ rule }) => hasSlots(rule, slotOf));
    for (const entry of [...entries].reverse()) {
      const rule = isNative ? entry.rule.id : embedded;
      const { type = "PathPrefix", value = "/" } = entry.match.path ?? {};
      if (!isNative) plan.prefix.set(`${host}/`, embedded);
      else if (type === "Exact") plan.exact.set(`${host}${value}`, rule);
      else plan.prefix.set(`${host}${value.replace(/\/$/, "")}/`, rule);
      if (!isNative) continue;
      addShares(plan, entry.rule, slotOf);
      for (const backend of entry.rule.backends) backends.set(backend.id, backend.endpoints);
    }
  }
  return { maps: plan, backends };
}

/** The ids of all backends that HAProxy could carry, in a stable order: who asks for a slot. */
export function nativeBackends(table: RouteTable): string[] {
  const rules = Object.entries(table.hosts).flatMap(([host, entries]) =>
    isNativeHost(table, host) ? entries.map(({ rule }) => rule) : [],
  );
  return [...new Set(rules.flatMap(({ backends }) => backends.map(({ id }) => id)))];
}

/** `*` comes after wildcards of a domain, which HAProxy's maps do not know: with one of them it is not ours either. */
function isNativeHost(table: RouteTable, host: string): boolean {
  const hasWildcards = () => Object.keys(table.hosts).some((other) => other.startsWith("*."));
  if (host.startsWith("*.") || (host === "*" && hasWildcards())) return false;
  return (table.hosts[host] ?? []).every(isSimple);
}

function isSimple({ match, rule }: Entry): boolean {
  const isPlainMatch = !match.method && !match.headers?.length && !match.queryParams?.length;
  const isPlainPath = match.path?.type !== "RegularExpression" && !/[\s"\\;#]/.test(match.path?.value ?? "");
  const isTimed = rule.requestTimeoutMs !== undefined || rule.backendTimeoutMs !== undefined;
  const isPlainRule = rule.filters.length === 0 && !isTimed;
  return isPlainMatch && isPlainPath && isPlainRule && rule.backends.length <= 2 && rule.backends.every(isPlainBackend);
}

/** One without a ready pod is the embedded driver's: it says why. So is one with a name for an address. */
function isPlainBackend({ isThere, filters, endpoints, weight }: Backend): boolean {
  if (!isThere || filters.length > 0) return false;
  return (endpoints.length > 0 || weight === 0) && endpoints.every(({ address }) => isIP(address) !== 0);
}

function hasSlots(rule: Rule, slotOf: (id: string) => string | undefined): boolean {
  const total = rule.backends.reduce((sum, { weight }) => sum + weight, 0);
  return (
    total > 0 &&
    rule.backends.every(({ id, endpoints }) => slotOf(id) !== undefined && endpoints.length <= mostEndpoints)
  );
}

function addShares(plan: Maps, rule: Rule, slotOf: (id: string) => string | undefined) {
  const [first, second] = rule.backends;
  if (!first) return;
  const total = first.weight + (second?.weight ?? 0);
  plan.share.set(rule.id, String(Math.round((first.weight / total) * 10_000)));
  plan.first.set(rule.id, slotOf(first.id) ?? embedded);
  plan.second.set(rule.id, slotOf((second ?? first).id) ?? embedded);
}
