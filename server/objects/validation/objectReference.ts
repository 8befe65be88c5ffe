import type { FieldError } from "@/server/lib/errors";
import { invalidEach, required } from "./fieldErrors";
import { pathSegment } from "./names";

/** A kind and a name, both of which become parts of a path. */
export function validateReference(
  { kind, name }: { readonly kind?: string; readonly name?: string } = {},
  field: string,
): FieldError[] {
  return [
    ...(kind ? invalidEach(`${field}.kind`, kind, pathSegment(kind)) : [required(`${field}.kind`)]),
    ...(name ? invalidEach(`${field}.name`, name, pathSegment(name)) : [required(`${field}.name`)]),
  ];
}
