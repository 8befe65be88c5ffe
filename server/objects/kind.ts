import type { FieldError } from "@/server/lib/errors";
import type { Json, KubeObject, Manifest } from "./types";

/** A JSON Schema of draft 7 with Kubernetes' own words (`x-kubernetes-…`); references point into `definitions`. */
export interface Schema {
  readonly $ref?: string;
  /** Of the root only: what references lead to; shared by all built-in kinds. */
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly type?: string;
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly enum?: readonly Json[];
  /** Of custom kinds, as the schema has it. Of built-in ones: a list key that is left out, `{}` for a struct that is always there. */
  readonly default?: Json;
  readonly nullable?: boolean;
  readonly title?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly pattern?: string;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  /** How ownership and apply see a list: `atomic` (whole, unless told), `set` (by its values), `map` (by its keys). */
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  /** How they see a map: `granular` (field by field, unless told) or `atomic`. */
  readonly "x-kubernetes-map-type"?: string;
  readonly "x-kubernetes-validations"?: readonly ValidationRule[];
  /** `merge` and its key: how strategic merge patch joins a list (the `patchStrategy` and `patchMergeKey` of Go tags). */
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-patch-merge-key"?: string;
}

/** A rule in CEL, as in Kubernetes' `apiextensions/v1` ValidationRule. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** What a kind has besides when a CustomResourceDefinition brought it. */
export interface CustomKind {
  /** The name of its CustomResourceDefinition. */
  readonly definition: string;
  /** Whether the definition asks that it be shown with a warning; the warning's text. */
  readonly deprecationWarning?: string;
  /** Its definition is being deleted: no object comes any more. */
  readonly isTerminating?: true;
  readonly scale?: ScalePaths;
  /** A manifest without what nobody knows, and the paths of that. Throws `BadRequest` where metadata cannot be read. */
  read(manifest: unknown): { readonly manifest: Manifest; readonly unknown: readonly string[] };
  /** As this version shows what is stored: converted, without unknown fields, with defaults. One for each, in order. */
  fromStored(objects: readonly KubeObject[]): readonly KubeObject[] | Promise<readonly KubeObject[]>;
  /** As it enters the store. */
  toStored(object: KubeObject): KubeObject | Promise<KubeObject>;
}

/** Where a custom kind keeps what its Scale shows: JSON paths such as `.spec.replicas`. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** A column of the `Table` that `kubectl get` prints, as in `metav1.TableColumnDefinition`. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "date" | "boolean";
  /** `name` for what an object is called by. */
  readonly format?: string;
  readonly description?: string;
  /** 0 always shown, 1 with `-o wide`. */
  readonly priority?: 0 | 1;
  value(object: KubeObject, nowMs: number): string | number | boolean | null;
}

export type Subresource =
  | ("status" | "scale" | "log" | "exec" | "attach" | "portforward" | "eviction" | "binding")
  | ("ephemeralcontainers" | "resize" | "token");

/** Everything that the engine knows of a kind. Built-in kinds and custom ones come in this one shape. */
export interface KindDefinition {
  /** "" for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories?: readonly string[];
  readonly isNamespaced: boolean;
  readonly subresources: readonly Subresource[];
  /**
   * `memory` for what is written too often and means nothing after a restart (heartbeats); `measured` for what is
   * never written: found out when it is asked for.
   */
  readonly storage?: "memory" | "measured";
  /** What may be done to it at all; everything unless told. */
  readonly verbs?: readonly string[];
  readonly schema: Schema;
  readonly columns: readonly Column[];
  /** Fills in what Kubernetes fills in; works on a copy, returns it. */
  defaults(object: KubeObject): KubeObject;
  /** What is wrong with it, beyond the schema. `old` is there on update. */
  validate(object: KubeObject, old?: KubeObject): FieldError[];
  /** `validate` says what is missing; the schema's lists of required fields are not asked. */
  readonly tellsMissing?: true;
  /** Fields that count for `metadata.generation`; all but metadata and status unless told. */
  readonly generationIgnores?: readonly string[];
  /** Fields that count although they do not elsewhere: the status of a kind that has no such subresource. */
  readonly generationCounts?: readonly string[];
  /** Values that `fieldSelector` may name, beside `metadata.name` and `metadata.namespace`. */
  readonly selectable?: Readonly<Record<string, (object: KubeObject) => string>>;
  /** `WidgetList`, unless told otherwise. */
  readonly listKind?: string;
  /** Another served version of a kind that is in the list already; what has to do with every object once skips it. */
  readonly isAlternative?: true;
  readonly custom?: CustomKind;
}

/** `deployments.apps`, `pods`: how the store and policies name a kind (Kubernetes' GroupResource). */
export function groupResource(kind: Pick<KindDefinition, "group" | "plural">): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}

export function apiVersionOf(kind: Pick<KindDefinition, "group" | "version">): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/** False for a kind that cannot be written, watched … by anybody (`metrics.k8s.io`). */
export function offers(kind: Pick<KindDefinition, "verbs">, verb: string): boolean {
  return kind.verbs === undefined || kind.verbs.includes(verb);
}

/**
 * How `Cluster` names a kind without doubt: `Deployment.apps`, `Pod`; with its version (`Widget.v1beta1.example.com`)
 * where that is not the preferred one.
 */
export function qualifiedKind({ kind, group, version, isAlternative }: KindDefinition): string {
  if (group === "") return kind;
  return isAlternative ? `${kind}.${version}.${group}` : `${kind}.${group}`;
}
