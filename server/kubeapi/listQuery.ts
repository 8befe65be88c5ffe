import type { ListOptions } from "@/server/cluster/cluster";
import { ClusterError, type FieldError } from "@/server/lib/errors";
import { integerIn, isSet, selectorsOf } from "./options";

/** What lists and watches take from a query, after apimachinery's `ListOptions` and its validation. */

/** Throws `Invalid` for what may not be asked together, `BadRequest` for what cannot be read. */
export function listOptions(query: URLSearchParams): ListOptions {
  refuse(listFaults(query));
  const version = versionIn(query);
  const token = query.get("continue") ?? "";
  if (token !== "" && version !== "" && version !== "0")
    throw badRequest("specifying resource version is not allowed when using continue");
  const limit = integerIn(query, "limit") ?? 0;
  return {
    ...selectorsOf(query),
    ...(token !== "" && { continue: token }),
    // What is read from memory as it is comes whole, as Kubernetes' watch cache gives it.
    ...(limit > 0 && version !== "0" && { limit }),
    ...(version !== "" && version !== "0" && { atLeast: version }),
  };
}

/** Whether the list must be as of this very revision: as said, or (an older rule) when a page of it is asked for. */
export function isExact(query: URLSearchParams): boolean {
  const version = query.get("resourceVersion") ?? "";
  const match = query.get("resourceVersionMatch") ?? "";
  const isPaged = (integerIn(query, "limit") ?? 0) > 0;
  return match === "Exact" || (match === "" && version !== "" && version !== "0" && isPaged);
}

/** Where a watch begins. */
export interface WatchStart {
  /** Changes after this revision; without it all there is comes first. */
  readonly since?: string;
  /** Whether the state at the start is sent, where there is no `since`. */
  readonly sendsState: boolean;
  /** Whether the bookmark after the state says so. */
  readonly marksState: boolean;
  /** The state must include this revision. */
  readonly atLeast?: string;
}

export function watchStart(query: URLSearchParams): WatchStart {
  refuse(watchFaults(query));
  const version = versionIn(query);
  const isAny = version === "" || version === "0";
  const asked = query.has("sendInitialEvents") ? isSet(query, "sendInitialEvents") : undefined;
  if (asked) return { sendsState: true, marksState: true, ...(!isAny && { atLeast: version }) };
  return { sendsState: isAny && asked === undefined, marksState: false, ...(!isAny && { since: version }) };
}

function versionIn(query: URLSearchParams): string {
  const version = query.get("resourceVersion") ?? "";
  if (/^\d{0,16}$/.test(version)) return version;
  const says = `Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`;
  throw badRequest(`invalid resource version: resourceVersion: ${says}`);
}

function listFaults(query: URLSearchParams): readonly FieldError[] {
  const match = query.get("resourceVersionMatch") ?? "";
  const version = query.get("resourceVersion") ?? "";
  const faults: FieldError[] = [];
  if (match !== "") {
    if (version === "") faults.push(forbidden("resourceVersionMatch is forbidden unless resourceVersion is provided"));
    if (query.get("continue")) faults.push(forbidden("resourceVersionMatch is forbidden when continue is provided"));
    if (match !== "Exact" && match !== "NotOlderThan") faults.push(unsupported(match, '"Exact", "NotOlderThan", ""'));
    if (match === "Exact" && version === "0")
      faults.push(forbidden('resourceVersionMatch "exact" is forbidden for resourceVersion "0"'));
  }
  if (query.has("sendInitialEvents"))
    faults.push(forbidden("sendInitialEvents is forbidden for list", "sendInitialEvents"));
  return faults;
}

function watchFaults(query: URLSearchParams): readonly FieldError[] {
  const match = query.get("resourceVersionMatch") ?? "";
  const faults: FieldError[] = [];
  if (query.has("sendInitialEvents")) {
    if (match !== "NotOlderThan")
      faults.push(forbidden("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
  } else if (match !== "") {
    faults.push(forbidden("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
  }
  if (match !== "" && match !== "NotOlderThan") faults.push(unsupported(match, '"NotOlderThan"'));
  if (match !== "" && query.get("continue"))
    faults.push(forbidden("resourceVersionMatch is forbidden when continue is provided"));
  return faults;
}

function forbidden(says: string, field = "resourceVersionMatch"): FieldError {
  return { field, reason: "FieldValueForbidden", message: `Forbidden: ${says}` };
}

function unsupported(value: string, supported: string): FieldError {
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`;
  return { field: "resourceVersionMatch", reason: "FieldValueNotSupported", message };
}

function refuse(fields: readonly FieldError[]): void {
  if (fields.length === 0) return;
  const list = fields.map(({ field, message }) => `${field}: ${message}`);
  const says = `ListOptions.meta.k8s.io "" is invalid: ${list.length === 1 ? list[0] : `[${list.join(", ")}]`}`;
  throw new ClusterError("Invalid", { says, fields, about: { group: "meta.k8s.io", kind: "ListOptions" } });
}

function badRequest(says: string): ClusterError {
  return new ClusterError("BadRequest", { says });
}
