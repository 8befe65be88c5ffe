import { ClusterError } from "@/server/lib/errors";
import { isMap } from "./patch/json";

/** Deeper than any object that Kubernetes has; more is an attack or an accident. */
const maxDepth = 100;

/** Throws `BadRequest`, with the field that it is under, for what is nested so deep that walking it could overflow the stack. */
export function refuseDeep(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const [field, part] of Object.entries(value)) {
    if (!isDeep(part)) continue;
    const message = `Invalid value: nested too deeply: at most ${maxDepth} levels`;
    throw new ClusterError("BadRequest", {
      says: `the manifest is nested too deeply under ${field}: at most ${maxDepth} levels`,
      fields: [{ field, reason: "FieldValueInvalid", message }],
    });
  }
}

/** Layer by layer, so that looking does not overflow the stack either. */
function isDeep(value: unknown): boolean {
  let layer: unknown[] = [value];
  for (let depth = 1; layer.length > 0; depth++) {
    if (depth > maxDepth) return true;
    const next: unknown[] = [];
    for (const one of layer)
      if (typeof one === "object" && one !== null) for (const part of Object.values(one)) next.push(part);
    layer = next;
  }
  return false;
}

/**
 * A field that is null counts as left out, as in Kubernetes; an entry of a list stays. Gives a copy; what the copy
 * lacks a name for (`__proto__`) stays a field of its own, to be refused as unknown.
 */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  return Object.fromEntries(kept.map(([key, part]) => [key, withoutNulls(part)]));
}
