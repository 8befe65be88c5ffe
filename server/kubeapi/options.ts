import type { DeleteOptions, ListOptions, LogOptions, UpdateOptions, WriteOptions } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";

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

/** As Go's API machinery reads a boolean: whatever does not say no says yes. */
export function isSet(query: URLSearchParams, name: string): boolean {
  const text = query.get(name);
  return text !== null && !["false", "0"].includes(text.toLowerCase());
}

/** What a list and a watch have in common. */
export function selectorsOf(query: URLSearchParams): Pick<ListOptions, "labelSelector" | "fieldSelector"> {
  return text(query, "labelSelector", "fieldSelector");
}

export function writeOptions(query: URLSearchParams): WriteOptions {
  const validation = query.get("fieldValidation") ?? "";
  if (!["", "Strict", "Warn", "Ignore"].includes(validation))
    throw badRequest(
      `fieldValidation: Unsupported value: "${validation}": supported values: "Ignore", "Strict", "Warn"`,
    );
  return {
    ...text(query, "fieldManager"),
    ...(isDryRun(query.getAll("dryRun")) && { dryRun: true }),
    ...(validation !== "" && { fieldValidation: validation as WriteOptions["fieldValidation"] }),
  };
}

export function updateOptions(query: URLSearchParams, subresource: string | undefined): UpdateOptions {
  const options = writeOptions(query);
  return subresource === "status" || subresource === "scale" ? { ...options, subresource } : options;
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
  const grace = body.gracePeriodSeconds ?? wholeNumber(query, "gracePeriodSeconds");
  if (grace !== undefined && !Number.isInteger(grace)) throw badRequest("gracePeriodSeconds must be an integer");
  const orphan =
    body.orphanDependents ?? (query.has("orphanDependents") ? isSet(query, "orphanDependents") : undefined);
  const policy =
    body.propagationPolicy ??
    query.get("propagationPolicy") ??
    (orphan === undefined ? "" : orphan ? "Orphan" : "Background");
  if (!["", "Background", "Foreground", "Orphan"].includes(policy))
    throw badRequest(
      `propagationPolicy: Unsupported value: "${policy}": supported values: "Background", "Foreground", "Orphan"`,
    );
  const { uid, resourceVersion } = body.preconditions ?? {};
  return {
    ...(isDryRun(body.dryRun ?? query.getAll("dryRun")) && { dryRun: true }),
    ...(grace !== undefined && { graceSeconds: grace }),
    ...(policy !== "" && { propagation: policy as DeleteOptions["propagation"] }),
    ...(uid && { uid }),
    ...(resourceVersion && { resourceVersion }),
  };
}

function isDryRun(values: readonly string[]): boolean {
  const wrong = values.find((value) => value !== "All");
  if (wrong !== undefined) throw badRequest(`dryRun: Unsupported value: "${wrong}": supported values: "All"`);
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
