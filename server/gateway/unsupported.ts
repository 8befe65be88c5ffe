import type { HTTPRouteRule } from "@/server/objects/types";

/** Whether a rule asks for what this gateway cannot do. To do the rest of it would be a silent half. */
export function isUnsupported(rule: HTTPRouteRule): boolean {
  const filters = [rule, ...(rule.backendRefs ?? [])].flatMap((one) => one.filters ?? []);
  return filters.some(({ type }) => type === "RequestMirror");
}
