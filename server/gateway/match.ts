import { patternOf } from "@/server/objects/custom/pattern";
import type { HTTPRouteMatch } from "@/server/objects/types";
import type { Entry, RouteTable, Rule } from "./table";

/** What a rule is chosen by. Header names in lower case, as Node gives them. */
export interface RequestHead {
  readonly host: string;
  readonly method: string;
  /** With the query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Found {
  readonly rule: Rule;
  readonly match: HTTPRouteMatch;
}

/** The rule for a request: the most specific host that has a match wins. */
export function findRule(table: RouteTable, head: RequestHead): Found | undefined {
  const mark = head.target.indexOf("?");
  const path = mark < 0 ? head.target : head.target.slice(0, mark);
  const query = mark < 0 ? undefined : new URLSearchParams(head.target.slice(mark + 1));
  for (const host of hostsFor(hostOnly(head.host))) {
    // Hosts are what clients say: `constructor` is one, too, and no route of ours.
    const entries = Object.hasOwn(table.hosts, host) ? table.hosts[host] : undefined;
    const entry = entries?.find((candidate) => isMatch(candidate, { head, path, query }));
    if (entry) return { rule: entry.rule, match: entry.match };
  }
  return undefined;
}

/** The host without its port, in lower case. */
export function hostOnly(host: string): string {
  const end = host.startsWith("[") ? host.indexOf("]") + 1 : host.indexOf(":");
  return (end > 0 ? host.slice(0, end) : host).toLowerCase();
}

/** `a.b.c`, `*.b.c`, `*.c`, `*`. */
function* hostsFor(host: string): Generator<string> {
  yield host;
  for (let dot = host.indexOf("."); dot >= 0; dot = host.indexOf(".", dot + 1)) yield `*${host.slice(dot)}`;
  yield "*";
}

interface Asked {
  readonly head: RequestHead;
  readonly path: string;
  readonly query: URLSearchParams | undefined;
}

function isMatch({ match }: Entry, { head, path, query }: Asked): boolean {
  return (
    isPathMatch(match.path, path) &&
    (match.method === undefined || match.method === head.method) &&
    (match.headers ?? []).every(({ type, name, value }) =>
      isValue(type, value, single(head.headers[name.toLowerCase()])),
    ) &&
    (match.queryParams ?? []).every(({ type, name, value }) => isValue(type, value, query?.get(name) ?? undefined))
  );
}

function isPathMatch(wanted: HTTPRouteMatch["path"], path: string): boolean {
  const { type = "PathPrefix", value = "/" } = wanted ?? {};
  if (type === "Exact") return path === value;
  if (type === "RegularExpression") return isWhole(value, path);
  const prefix = value.endsWith("/") ? value.slice(0, -1) : value;
  return path === prefix || path.startsWith(`${prefix}/`);
}

function isValue(type: "Exact" | "RegularExpression" | undefined, wanted: string, given: string | undefined): boolean {
  if (given === undefined) return false;
  return type === "RegularExpression" ? isWhole(wanted, given) : given === wanted;
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(",") : value;
}

/** Whole-string expressions. Admission has refused those that do not compile; one that slipped through matches nothing. */
function isWhole(source: string, text: string): boolean {
  try {
    return patternOf(`^(?:${source})$`).test(text);
  } catch {
    return false;
  }
}
