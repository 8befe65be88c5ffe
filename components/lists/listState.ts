import type { Sort } from "@/components/ui/windowRows";

export interface ListState {
  readonly namespace: string;
  readonly filter: string;
  readonly sort: Sort;
}

/** What an address says of a list; what it leaves out is as the page wants it. */
export function parseListState(params: { get(name: string): string | null }, sort: Sort): ListState {
  const [column, direction] = (params.get("sort") ?? "").split(".");
  return {
    namespace: params.get("ns") ?? "",
    filter: params.get("q") ?? "",
    sort: column ? { column, direction: direction === "desc" ? "desc" : "asc" } : sort,
  };
}

/** The address of that list: only what differs from how the page begins. Other parameters are kept. */
export function listSearch(current: string, state: ListState, sort: Sort): string {
  const params = new URLSearchParams(current);
  put("ns", state.namespace);
  put("q", state.filter);
  const isUsual = state.sort.column === sort.column && state.sort.direction === sort.direction;
  put("sort", isUsual ? "" : `${state.sort.column}.${state.sort.direction}`);
  const text = params.toString();
  return text ? `?${text}` : "";

  function put(name: string, value: string): void {
    if (value) params.set(name, value);
    else params.delete(name);
  }
}
