import type { HeaderFilter, HTTPRouteFilter, HTTPRouteMatch, PathModifier } from "@/server/objects/types";

export type HeaderList = [name: string, value: string][];

/** Applies Gateway API's RequestHeaderModifier or ResponseHeaderModifier: set, then add, then remove. */
export function modifyHeaders(headers: HeaderList, { set = [], add = [], remove = [] }: HeaderFilter): HeaderList {
  const gone = new Set([...set.map(({ name }) => name), ...remove].map((name) => name.toLowerCase()));
  return [
    ...headers.filter(([name]) => !gone.has(name.toLowerCase())),
    ...[...set, ...add]
      .filter(({ name }) => !remove.some((other) => other.toLowerCase() === name.toLowerCase()))
      .map(({ name, value }): [string, string] => [name, value]),
  ];
}

export interface Rewritten {
  readonly target: string;
  readonly host: string | undefined;
}

/** The target and host to send on, after URLRewrite. */
export function rewrite(filters: readonly HTTPRouteFilter[], match: HTTPRouteMatch, given: Rewritten): Rewritten {
  const change = filters.find((filter) => filter.type === "URLRewrite")?.urlRewrite;
  if (!change) return given;
  return {
    target: change.path ? changePath(change.path, match, given.target) : given.target,
    host: change.hostname ?? given.host,
  };
}

export interface Redirect {
  readonly status: number;
  readonly location: string;
}

/** Where RequestRedirect sends the client; undefined without such a filter. `given.host` keeps its port. */
export function redirect(
  filters: readonly HTTPRouteFilter[],
  match: HTTPRouteMatch,
  given: { readonly scheme: string; readonly host: string; readonly target: string },
): Redirect | undefined {
  const change = filters.find((filter) => filter.type === "RequestRedirect")?.requestRedirect;
  if (!change) return undefined;
  const scheme = change.scheme ?? given.scheme;
  const [name = "", port] = given.host.split(/:(?=\d+$)/);
  const wantedPort = change.port ?? (change.scheme ? undefined : port && Number(port));
  const isUsual = !wantedPort || (scheme === "http" && wantedPort === 80) || (scheme === "https" && wantedPort === 443);
  const target = change.path ? changePath(change.path, match, given.target) : given.target;
  return {
    status: change.statusCode ?? 302,
    location: `${scheme}://${change.hostname ?? name}${isUsual ? "" : `:${wantedPort}`}${target}`,
  };
}

function changePath(change: PathModifier, match: HTTPRouteMatch, target: string): string {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? "" : target.slice(mark);
  if (change.type === "ReplaceFullPath") return (change.replaceFullPath || "/") + query;
  const prefix = (match.path?.value ?? "/").replace(/\/$/, "");
  const rest = path.slice(prefix.length);
  const joined = `${(change.replacePrefixMatch ?? "/").replace(/\/$/, "")}${rest.startsWith("/") || rest === "" ? rest : `/${rest}`}`;
  return (joined.startsWith("/") ? joined : `/${joined}`) + query;
}
