import { createHash } from "node:crypto";
import { systemRandom } from "@/server/lib/random";
import type { KubeObject, Manifest } from "@/server/objects/types";

const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** An object as a person compares it: without status and what the engine keeps for itself, a Secret's values masked. */
export function comparable(object: KubeObject | Manifest): Record<string, unknown> {
  const { status: _status, ...rest } = object as Record<string, unknown>;
  const metadata: Record<string, unknown> = { ...object.metadata };
  for (const key of ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"])
    delete metadata[key];
  const { [lastApplied]: _applied, ...annotations } = object.metadata.annotations ?? {};
  delete metadata.annotations;
  if (Object.keys(annotations).length > 0) metadata.annotations = annotations;
  const shown = { ...rest, metadata };
  return object.kind === "Secret" && object.apiVersion === "v1" ? masked(shown) : shown;
}

/** Values are told apart by a mark of their own, and not shown. */
function masked({ data, stringData, ...rest }: Record<string, unknown>): Record<string, unknown> {
  const marked: Record<string, string> = {};
  for (const [key, value] of Object.entries({ ...(data as object), ...encoded(stringData) })) marked[key] = mark(value);
  return Object.keys(marked).length > 0 ? { ...rest, data: marked } : rest;
}

function encoded(stringData: unknown): Record<string, string> {
  const entries = Object.entries((stringData ?? {}) as Record<string, unknown>);
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(String(value)).toString("base64")]));
}

function mark(value: unknown): string {
  return `•••••••• (${createHash("sha256").update(salt).update(String(value)).digest("hex").slice(0, 6)})`;
}

/** Marks mean nothing outside this process, so that values cannot be looked up by them. */
const salt = systemRandom.uuid();
