import type { Cluster } from "@/server/cluster/cluster";
import { type Clock, systemClock } from "@/server/lib/clock";
import { ClusterError, type FieldError, isReason, messageOf } from "@/server/lib/errors";
import { checkManifest } from "@/server/objects/check";
import { apiVersionOf, type KindDefinition } from "@/server/objects/kind";
import { type Difference, diffObjects } from "@/server/objects/patch/diffObjects";
import { KindRegistry } from "@/server/objects/registry";
import type { CustomResourceDefinition, KubeObject, Manifest } from "@/server/objects/types";
import { locator, type Place, parseManifests, type TextError } from "@/server/objects/yaml";
import { kindsToCome, untilServed } from "./comingKinds";
import { comparable } from "./comparable";

export interface ApplyOptions {
  /** For documents that name none; `default` unless told. */
  readonly namespace?: string;
  /** Says what would happen; stores nothing. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly clock?: Clock;
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
 * Applies every document of a text: namespaces, definitions and configuration first, what uses them after. All are tried
 * as a dry run before; when one is at fault nothing is stored at all. Objects of a kind that is only defined by the same
 * text are tried by its schema. Faults are in the result, never thrown.
 */
export async function applyAll(cluster: Cluster, text: string, options: ApplyOptions = {}): Promise<ApplyResult> {
  const { documents: parsed, errors } = parseManifests(text);
  const planned = parsed
    .map(({ manifest, at }, index): Planned => ({ index, line: at, manifest }))
    .sort((a, b) => rankOf(a.manifest) - rankOf(b.manifest) || a.index - b.index);
  const run = new ApplyRun({ cluster, planned, locate: locator(text), options });
  const tried = await run.all(true);
  const isAtFault = errors.length > 0 || tried.some(({ outcome }) => outcome === "failed");
  if (isAtFault || options.dryRun) return { documents: tried, errors, isApplied: false };
  return { documents: await run.all(false), errors, isApplied: true };
}

interface RunParts {
  readonly cluster: Cluster;
  /** In the order in which they are applied. */
  readonly planned: readonly Planned[];
  readonly locate: (documentIndex: number, fieldPath: string) => Place;
  readonly options: ApplyOptions;
}

class ApplyRun {
  readonly #parts: RunParts;
  /** Namespaces of the text. */
  readonly #namespaces: ReadonlySet<string>;
  /** Kinds that the cluster does not know, and a definition of the text brings. */
  #coming: readonly KindDefinition[] = [];
  #registry: KindRegistry;

  constructor(parts: RunParts) {
    this.#parts = parts;
    this.#registry = new KindRegistry(parts.cluster.kinds());
    this.#namespaces = new Set(
      parts.planned.flatMap(({ manifest }) => (manifest.kind === "Namespace" ? [nameOf(manifest)] : [])),
    );
  }

  async all(isTrial: boolean): Promise<DocumentResult[]> {
    const results: DocumentResult[] = [];
    // One after another: a text may hold the same object twice, and the later one counts.
    for (const document of this.#parts.planned) results[document.index] = await this.#one(document, isTrial);
    return results;
  }

  async #one({ index, line, manifest: given }: Planned, isTrial: boolean): Promise<DocumentResult> {
    const { cluster, options } = this.#parts;
    const { fieldManager = "kubectl-client-side-apply", clock = systemClock } = options;
    const manifest = withNamespace(given, this.#registry, options.namespace ?? "default");
    const { apiVersion, kind } = manifest;
    const { namespace } = manifest.metadata;
    const head = { apiVersion, kind, ...(namespace ? { namespace } : {}), name: nameOf(manifest), line };
    try {
      const coming = this.#coming.filter((one) => isOf(manifest, one));
      if (coming.length > 0 && isTrial) {
        await this.#tryComing(manifest);
        return { ...head, outcome: "created", ...compared(undefined, manifest) };
      }
      await untilServed(cluster, coming, clock);
      const { object, before, outcome } = await cluster.apply(manifest, { dryRun: isTrial, fieldManager });
      if (isTrial) this.#note(object);
      return { ...head, outcome, ...compared(before, object) };
    } catch (error) {
      const waitsForNamespace = isTrial && isReason(error, "NotFound") && this.#namespaces.has(namespace ?? "");
      const fault = waitsForNamespace ? checked(manifest, this.#registry) : error;
      if (fault === undefined) return { ...head, outcome: "created", ...compared(undefined, manifest) };
      return { ...head, outcome: "failed", changes: [], error: this.#described(fault, index) };
    }
  }

  /** A definition was tried: the documents after it may be of its kinds. */
  #note(object: KubeObject): void {
    if (object.kind !== "CustomResourceDefinition" || !object.apiVersion.startsWith("apiextensions.k8s.io/")) return;
    const kinds = kindsToCome(object as CustomResourceDefinition);
    const fresh = kinds.filter(({ group, version, plural }) => !this.#registry.byResource(group, version, plural));
    this.#coming = [...this.#coming, ...fresh];
    this.#registry = new KindRegistry([...this.#registry.all(), ...fresh]);
  }

  /** Its kind is not there yet: its schema and its namespace are. Throws what is wrong. */
  async #tryComing(manifest: Manifest): Promise<void> {
    checkManifest(this.#registry, manifest);
    const { namespace } = manifest.metadata;
    if (!namespace || this.#namespaces.has(namespace)) return;
    const { cluster } = this.#parts;
    if (await cluster.can("get", "Namespace", { name: namespace })) await cluster.get("Namespace", { name: namespace });
  }

  #described(error: unknown, index: number): DocumentError {
    if (!(error instanceof ClusterError)) return { reason: "InternalError", says: messageOf(error), fields: [] };
    const fields = error.fields.map((field) => ({ ...field, ...this.#parts.locate(index, field.field) }));
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

function isOf({ apiVersion, kind }: Manifest, one: KindDefinition): boolean {
  return kind === one.kind && apiVersion === apiVersionOf(one);
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
  "CustomResourceDefinition",
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
