import type { HTTPRoute, HTTPRouteMatch } from "@/server/objects/types";

interface Candidate {
  readonly match: HTTPRouteMatch;
  readonly route: HTTPRoute;
  readonly index: number;
}

const pathRank = { Exact: 2, PathPrefix: 1, RegularExpression: 0 } as const;

/**
 * Gateway API's order of matches of one host: exact path, longest prefix, (regular expressions last, our choice), a
 * method, most headers, most query parameters; then the older route, its name, and the order of its rules.
 * https://gateway-api.sigs.k8s.io/reference/spec/#httprouterule
 */
export function byPrecedence(left: Candidate, right: Candidate): number {
  const order = compareLists(strength(right.match), strength(left.match));
  if (order !== 0) return order;
  return (
    compareText(left.route.metadata.creationTimestamp, right.route.metadata.creationTimestamp) ||
    compareText(fullName(left.route), fullName(right.route)) ||
    left.index - right.index
  );
}

function strength(match: HTTPRouteMatch): number[] {
  const { type = "PathPrefix", value = "/" } = match.path ?? {};
  return [
    pathRank[type],
    value.length,
    match.method === undefined ? 0 : 1,
    match.headers?.length ?? 0,
    match.queryParams?.length ?? 0,
  ];
}

function compareLists(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) if (value !== right[index]) return value - (right[index] ?? 0);
  return 0;
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function fullName(route: HTTPRoute): string {
  return `${route.metadata.namespace}/${route.metadata.name}`;
}
