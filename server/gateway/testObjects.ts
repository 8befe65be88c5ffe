import type { HTTPRouteMatch } from "@/server/objects/types";
import type { Entry, RouteTable, Rule } from "./table";

/** Tables for tests, written as one reads them. */
export function aRule(id: string, backends: Partial<Rule["backends"][number]>[], rest: Partial<Rule> = {}): Rule {
  return {
    id,
    filters: [],
    backends: backends.map((backend, index) => ({
      id: `default/${id}-${index}:80`,
      weight: 1,
      filters: [],
      isThere: true,
      endpoints: [],
      ...backend,
    })),
    ...rest,
  };
}

export function aTable(hosts: Record<string, [HTTPRouteMatch, Rule][]>): RouteTable {
  const entries = Object.entries(hosts).map(([host, list]): [string, Entry[]] => [
    host,
    list.map(([match, rule]) => ({ match, rule })),
  ]);
  return { hosts: Object.fromEntries(entries), services: [] };
}
