import type { FieldError } from "@/server/lib/errors";
import { invalid } from "./fieldErrors";

const percentSays =
  "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

/** `25%` or a number that is not negative; a percentage only counts up to 100 where `isCapped`. */
export function validateCount(count: number | string | undefined, field: string, isCapped: boolean): FieldError[] {
  if (count === undefined) return [];
  if (typeof count === "number") return count < 0 ? [invalid(field, count, "must be greater than or equal to 0")] : [];
  if (!/^[0-9]+%$/.test(count)) return [invalid(field, count, percentSays)];
  return isCapped && Number.parseInt(count, 10) > 100 ? [invalid(field, count, "must not be greater than 100%")] : [];
}

/** Nothing, whatever it is a share of. */
export function isZero(count: number | string | undefined): boolean {
  return count === undefined || count === 0 || (typeof count === "string" && !/^0*[1-9][0-9]*%$/.test(count));
}
