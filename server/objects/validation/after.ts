import type { FieldError } from "@/server/lib/errors";
import { afterAnnotation } from "../pods";
import { at, invalid, invalidEach } from "./fieldErrors";
import { dnsSubdomain } from "./names";

/** What `pilothouse.dev/after` names: workloads of the namespace, separated by commas; never the workload itself. */
export function validateAfter(
  annotations: Readonly<Record<string, string>> | undefined,
  field: string,
  ownName?: string,
): FieldError[] {
  const value = annotations?.[afterAnnotation];
  if (typeof value !== "string") return [];
  const names = value
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean);
  const place = at(field, afterAnnotation);
  return names.flatMap((name) => [
    ...invalidEach(place, name, dnsSubdomain(name)),
    ...(name === ownName ? [invalid(place, name, "must not name the workload itself: it would wait for ever")] : []),
  ]);
}
