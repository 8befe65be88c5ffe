import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError, type FieldError, isReason, messageOf } from "@/server/lib/errors";
import { checkManifest } from "@/server/objects/check";
import { type Difference, diffObjects } from "@/server/objects/patch/diffObjects";
import { KindRegistry } from "@/server/objects/registry";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { locate, parseManifests, type TextError } from "@/server/objects/yaml";
import { comparable } from "./comparable";

export interface ApplyOptions {
  /** For documents that name none; `default` unless told. */
  readonly namespace?: string;
  /** Says what would happen; stores nothing. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
}

/** A fault of one document, at its place in the text. */
export interface DocumentError {
  readonly reason: string;
  readonly says: string;
  readonly fields: readonly (FieldError & { readonly line: number; readonly column: number })[];
}

export interface DocumentResult {
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespace?: string;
  readonly name: string;
  /** Where the document begins, from 1. */
  readonly line: number;
  readonly outcome: "created" | "configured" | "unchanged" | "failed";
  readonly changes: readonly Difference[];
  /** Without what the engine keeps for itself; a Secret's values masked. Absent when it was not there, or failed. */
  readonly before?: object;
  readonly after?: object;
  readonly error?: DocumentError;
}

export interface ApplyResult {
  /** In the order of the text. */
  readonly documents: readonly DocumentResult[];
  /** Faults of the text itself. */
  readonly errors: readonly TextError[];
  /** False for a dry run, and when a fault was found: then nothing was stored. */
  readonly isApplied: boolean;
}

interface Planned {
  readonly index: number;
  readonly line: number;
  readonly manifest: Manifest;
}

/**
 * Applies every document of a text: namespaces and configuration first, what uses them after. All are tried as a dry
 * run before; when one is at fault nothing is stored at all. Faults are in the result, never thrown.
 */
export async function applyAll(cluster: Cluster, text: string, options: ApplyOptions = {}): Promise<ApplyResult> {
  const { documents: parsed, errors } = parseManifests(text);
  const registry = new KindRegistry(cluster.kinds());
  const planned = parsed.map(({ manifest, at }, index): Planned => {
    const named = withNamespace(manifest, registry, options.namespace ?? "default");
    return { index, line: at, manifest: named };
  });
  const run = new ApplyRun({ cluster, registry, text, options });
  const tried = await run.all(planned, true);
  const isAtFault = errors.length > 0 || tried.some(({ outcome }) => outcome === "failed");
  if (isAtFault || options.dryRun) return { documents: tried, errors, isApplied: false };
  return { documents: await run.all(planned, false), errors, isApplied: true };
}

interface RunParts {
  readonly cluster: Cluster;
  readonly registry: KindRegistry;
  readonly text: string;
  readonly options: ApplyOptions;
}

class ApplyRun {
  readonly #parts: RunParts;

  constructor(parts: RunParts) {
    this.#parts = parts;
  }

  async all(planned: readonly Planned[], isTrial: boolean): Promise<DocumentResult[]> {
    const coming = new Set(
      planned.flatMap(({ manifest }) => (manifest.kind === "Namespace" ? [nameOf(manifest)] : [])),
    );
    const results: DocumentResult[] = [];
    // One after another: a text may hold the same object twice, and the later one counts.
    for (const document of [...planned].sort((a, b) => rankOf(a.manifest) - rankOf(b.manifest) || a.index - b.index))
      results[document.index] = await this.#one(document, isTrial, coming);
    return results;
  }

  async #one(
    { index, line, manifest }: Planned,
    isTrial: boolean,
    coming: ReadonlySet<string>,
  ): Promise<DocumentResult> {
    const { cluster, registry, options } = this.#parts;
    const { apiVersion, kind } = manifest;
    const { namespace } = manifest.metadata;
    const head = { apiVersion, kind, ...(namespace ? { namespace } : {}), name: nameOf(manifest), line };
    try {
      const { fieldManager = "kubectl-client-side-apply" } = options;
      const { object, before, outcome } = await cluster.apply(manifest, { dryRun: isTrial, fieldManager });
      return { ...head, outcome, ...compared(before, object) };
    } catch (error) {
      const waitsForNamespace = isTrial && isReason(error, "NotFound") && coming.has(namespace ?? "");
      const fault = waitsForNamespace ? checked(manifest, registry) : error;
      if (fault === undefined) return { ...head, outcome: "created", ...compared(undefined, manifest) };
      return { ...head, outcome: "failed", changes: [], error: this.#described(fault, index) };
    }
  }

  #described(error: unknown, index: number): DocumentError {
    if (!(error instanceof ClusterError)) return { reason: "InternalError", says: messageOf(error), fields: [] };
    const fields = error.fields.map((field) => ({ ...field, ...locate(this.#parts.text, index, field.field) }));
    return { reason: error.reason, says: error.says, fields };
  }
}

/** Its namespace comes with the same text: all else can be said already. */
function checked(manifest: Manifest, registry: KindRegistry): unknown {
  try {
    checkManifest(registry, manifest);
    return undefined;
  } catch (error) {
    return error;
  }
}

function compared(before: KubeObject | undefined, after: KubeObject | Manifest) {
  const [left, right] = [before && comparable(before), comparable(after)];
  return { changes: left ? diffObjects(left, right) : [], ...(left ? { before: left } : {}), after: right };
}

function nameOf({ metadata }: Manifest): string {
  return metadata.name ?? metadata.generateName ?? "";
}

function withNamespace(manifest: Manifest, registry: KindRegistry, namespace: string): Manifest {
  const { apiVersion, kind, metadata } = manifest;
  if (metadata.namespace || !registry.forManifest({ apiVersion, kind })?.isNamespaced) return manifest;
  return { ...manifest, metadata: { ...metadata, namespace } };
}

/** What others refer to comes before them, as Helm orders an installation. */
const order = [
  "Namespace",
  "PriorityClass",
  "GatewayClass",
  "ServiceAccount",
  "Secret",
  "ConfigMap",
  "PersistentVolumeClaim",
  "PodDisruptionBudget",
  "Service",
  "Endpoints",
  "Gateway",
  "DaemonSet",
  "Pod",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "StatefulSet",
  "Job",
  "CronJob",
  "HTTPRoute",
];

function rankOf({ kind }: Manifest): number {
  const rank = order.indexOf(kind);
  return rank < 0 ? order.length : rank;
}
