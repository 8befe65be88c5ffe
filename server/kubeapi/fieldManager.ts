import type { WriteOptions } from "@/server/cluster/cluster";
import { ClusterError, type FieldError } from "@/server/lib/errors";
import type { Exchange } from "./exchange";

const mostBytes = 128;

type OptionsKind = "CreateOptions" | "UpdateOptions" | "PatchOptions";

/**
 * Who is written down for what this request sets: whom it names, else its program, the first word of `User-Agent`. The
 * platform's own programs name neither: the engine knows them. Throws `Invalid` for what cannot be written down.
 */
export function fieldManagerOf({ query, request, cluster }: Exchange, kind: OptionsKind): WriteOptions {
  const named = query.get("fieldManager") ?? "";
  const fault = faultOf(named);
  if (fault) throw invalidOptions(kind, fault);
  if (named !== "") return { fieldManager: named };
  const agent = request.headers["user-agent"];
  if (agent === undefined && cluster.subject.name.startsWith("system:")) return {};
  return { fieldManager: programOf(agent ?? "") || "unknown" };
}

function programOf(agent: string): string {
  const program = Buffer.from(agent.split("/")[0] ?? "", "latin1").toString();
  let text = "";
  for (const char of program) {
    if (!isPrintable(char)) continue;
    if (Buffer.byteLength(text + char) > mostBytes) break;
    text += char;
  }
  return text;
}

function faultOf(manager: string): FieldError | undefined {
  const field = "fieldManager";
  if (Buffer.byteLength(manager) > mostBytes)
    return { field, reason: "FieldValueTooLong", message: `Too long: may not be more than ${mostBytes} bytes` };
  const place = [...manager].findIndex((char) => !isPrintable(char));
  const char = [...manager][place];
  if (char === undefined) return undefined;
  const code = `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  const message = `Invalid value: ${JSON.stringify(manager)}: invalid character ${code} (at position ${place})`;
  return { field, reason: "FieldValueInvalid", message };
}

/** After Go's `unicode.IsPrint`. */
function isPrintable(char: string): boolean {
  return char === " " || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(char);
}

/** In Kubernetes' words: the options are an object of their own, without a name. */
export function invalidOptions(kind: OptionsKind, fault: FieldError): ClusterError {
  const says = `${kind}.meta.k8s.io "" is invalid: ${fault.field}: ${fault.message}`;
  return new ClusterError("Invalid", { says, fields: [fault], about: { kind, group: "meta.k8s.io" } });
}
