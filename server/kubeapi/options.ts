import type { DeleteOptions, ListOptions, LogOptions, UpdateOptions, WriteOptions } from "@/server/cluster/cluster";
import { ClusterError, type FieldError } from "@/server/lib/errors";

/** Options out of a request's query and body, in Kubernetes' names. All throw `BadRequest` for what they do not take. */

function badRequest(says: string): ClusterError {
  return new ClusterError("BadRequest", { says });
}

export function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  if (!/^\d{1,15}$/.test(text)) throw badRequest(`${name}: Invalid value: "${text}": must be a non-negative integer`);
  return Number(text);
}

/** An integer as Go reads one; undefined when there is none. Throws `BadRequest`. */
export function integerIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? "";
  if (text === "") return undefined;
  if (/^[+-]?\d{1,15}$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
}

/** As Go's API machinery reads a boolean: whatever does not say no says yes. */
export function isSet(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && !["false", "0"].includes(text.toLowerCase());
}

/** What a list and a watch have in common. */
export function selectorsOf(query: URLSearchParams): Pick<ListOptions, "labelSelector" | "fieldSelector"> {
  return text(query, "labelSelector", "fieldSelector");
}

type OptionsKind = "CreateOptions" | "UpdateOptions" | "PatchOptions" | "DeleteOptions";

/** Throws `Invalid`, as `CreateOptions` unless told. */
export function writeOptions(query: URLSearchParams, as: OptionsKind = "CreateOptions"): WriteOptions {
  const validation = query.get("fieldValidation") ?? "";
  if (!["", "Strict", "Warn", "Ignore"].includes(validation))
    throw invalidOption(as, unsupported("fieldValidation", validation, ["", "Ignore", "Strict", "Warn"]));
  return {
    ...text(query, "fieldManager"),
    ...(isDryRun(query.getAll("dryRun"), as) && { dryRun: true }),
    ...(validation !== "" && { fieldValidation: validation as WriteOptions["fieldValidation"] }),
  };
}

/** Without a word on it, unknown fields are dropped with a warning, as Kubernetes does. */
export function updateOptions(
  query: URLSearchParams,
  subresource: string | undefined,
  as: OptionsKind = "UpdateOptions",
): UpdateOptions {
  const options: UpdateOptions = { fieldValidation: "Warn", ...writeOptions(query, as) };
  return subresource === "status" || subresource === "scale" ? { ...options, subresource } : options;
}

function unsupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const choices = supported.map((one) => JSON.stringify(one)).join(", ");
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${choices}`;
  return { field, reason: "FieldValueNotSupported", message };
}

function invalidOption(kind: OptionsKind, fault: FieldError): ClusterError {
  return new ClusterError("Invalid", {
    says: `${kind}.meta.k8s.io "" is invalid: ${fault.field}: ${fault.message}`,
    fields: [fault],
    about: { group: "meta.k8s.io", kind },
  });
}

interface DeleteBody {
  readonly dryRun?: readonly string[];
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** A `metav1.DeleteOptions` in the body; where there is none, the same in the query. */
export function deleteOptions(query: URLSearchParams, sent: unknown): DeleteOptions {
  const body = (typeof sent === "object" && sent !== null ? sent : {}) as DeleteBody;
  const grace = body.gracePeriodSeconds ?? integerIn(query, "gracePeriodSeconds");
  if (grace !== undefined && !Number.isInteger(grace)) throw badRequest("gracePeriodSeconds must be an integer");
  const orphan =
    body.orphanDependents ?? (query.has("orphanDependents") ? isSet(query, "orphanDependents") : undefined);
  const policy =
    body.propagationPolicy ??
    query.get("propagationPolicy") ??
    (orphan === undefined ? "" : orphan ? "Orphan" : "Background");
  if (!["", "Background", "Foreground", "Orphan"].includes(policy))
    throw invalidOption(
      "DeleteOptions",
      unsupported("propagationPolicy", policy, ["Foreground", "Background", "Orphan", "nil"]),
    );
  if (orphan !== undefined && (body.propagationPolicy ?? query.get("propagationPolicy"))) throw bothSet(policy);
  const { uid, resourceVersion } = body.preconditions ?? {};
  return {
    ...(isDryRun(body.dryRun ?? query.getAll("dryRun"), "DeleteOptions") && { dryRun: true }),
    ...(grace !== undefined && { graceSeconds: grace }),
    ...(policy !== "" && { propagation: policy as DeleteOptions["propagation"] }),
    ...(uid && { uid }),
    ...(resourceVersion && { resourceVersion }),
  };
}

function bothSet(policy: string): ClusterError {
  const message = `Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set`;
  return invalidOption("DeleteOptions", { field: "propagationPolicy", reason: "FieldValueInvalid", message });
}

function isDryRun(values: readonly string[], as: OptionsKind): boolean {
  if (values.some((value) => value !== "All")) throw invalidOption(as, unsupported("dryRun", values, ["All"]));
  return values.length > 0;
}

export function logOptions(query: URLSearchParams, nowMs: number): LogOptions {
  const sinceTime = query.get("sinceTime");
  const sinceSeconds = wholeNumber(query, "sinceSeconds") ?? (sinceTime ? secondsSince(sinceTime, nowMs) : undefined);
  const [tailLines, limitBytes] = [wholeNumber(query, "tailLines"), wholeNumber(query, "limitBytes")];
  return {
    ...text(query, "container"),
    follow: isSet(query, "follow"),
    previous: isSet(query, "previous"),
    timestamps: isSet(query, "timestamps"),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(sinceSeconds !== undefined && { sinceSeconds }),
  };
}

function secondsSince(time: string, nowMs: number): number {
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) throw badRequest(`sinceTime: Invalid value: "${time}": must be a time as in RFC 3339`);
  return Math.max(1, Math.ceil((nowMs - ms) / 1000));
}

function text<N extends string>(query: URLSearchParams, ...names: N[]): { [name in N]?: string } {
  const values: { [name in N]?: string } = {};
  for (const name of names) {
    const value = query.get(name);
    if (value) values[name] = value;
  }
  return values;
}
