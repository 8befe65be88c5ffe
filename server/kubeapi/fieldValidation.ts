import type { WriteOptions } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { withoutUnknown } from "@/server/objects/unknownFields";
import type { Exchange } from "./exchange";
import { writeOptions } from "./options";

type Mode = NonNullable<WriteOptions["fieldValidation"]>;

/**
 * The object without what its kind does not know, which is told by warnings, or (Ignore) not at all. Strict refuses it:
 * throws `BadRequest`.
 */
export function validated(exchange: Exchange, sent: object, duplicates: readonly string[]): object {
  const { query, path, kind, warn } = exchange;
  const mode: Mode = writeOptions(query).fieldValidation ?? "Warn";
  const { value, unknown } =
    path.subresource === "scale" ? { value: sent, unknown: [] } : withoutUnknown(kind.schema, sent);
  const faults = [...duplicates, ...unknown.map((field) => `unknown field ${JSON.stringify(field)}`)];
  if (mode === "Warn") for (const fault of faults) warn(fault);
  if (mode !== "Strict" || faults.length === 0) return value as object;
  const handled = `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}`;
  throw new ClusterError("BadRequest", { says: `${handled}: strict decoding error: ${faults.join(", ")}` });
}
