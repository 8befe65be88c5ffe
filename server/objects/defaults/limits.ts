import type { LimitRange } from "../types";

/** What a container gets that says nothing: at most the most, and as much as the default limit or else the least. */
export function fillLimitRange({ spec }: LimitRange): void {
  for (const item of spec.limits ?? []) {
    if (item.type !== "Container") continue;
    item.default = { ...item.max, ...item.default };
    item.defaultRequest = { ...item.min, ...item.default, ...item.defaultRequest };
    if (Object.keys(item.default).length === 0) delete item.default;
    if (Object.keys(item.defaultRequest).length === 0) delete item.defaultRequest;
  }
}
