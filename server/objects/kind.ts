import type { FieldError } from "@/server/lib/errors";
import type { Json, KubeObject } from "./types";

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
  readonly enum?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  /** `merge` and its key: how strategic merge patch joins a list (the `patchStrategy` and `patchMergeKey` of Go tags). */
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-patch-merge-key"?: string;
}

/** A column of the `Table` that `kubectl get` prints, as in `metav1.TableColumnDefinition`. */
export interface Column {
  readonly name: string;
  readonly type: "string" | "integer" | "date" | "boolean";
  readonly description?: string;
  /** 0 always shown, 1 with `-o wide`. */
  readonly priority?: 0 | 1;
  value(object: KubeObject, nowMs: number): string | number | boolean | null;
}

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
  readonly subresources: readonly ("status" | "scale" | "log" | "exec" | "eviction" | "binding" | "token")[];
  /** `memory` for what is written too often and means nothing after a restart (heartbeats). */
  readonly storage?: "memory";
  readonly schema: Schema;
  readonly columns: readonly Column[];
  /** Fills in what Kubernetes fills in; works on a copy, returns it. */
  defaults(object: KubeObject): KubeObject;
  /** What is wrong with it, beyond the schema. `old` is there on update. */
  validate(object: KubeObject, old?: KubeObject): FieldError[];
  /** Fields that count for `metadata.generation`; all but metadata and status unless told. */
  readonly generationIgnores?: readonly string[];
  /** Values that `fieldSelector` may name, beside `metadata.name` and `metadata.namespace`. */
  readonly selectable?: Readonly<Record<string, (object: KubeObject) => string>>;
}

/** `deployments.apps`, `pods`: how the store and policies name a kind (Kubernetes' GroupResource). */
export function groupResource(kind: Pick<KindDefinition, "group" | "plural">): string {
  return kind.group === "" ? kind.plural : `${kind.plural}.${kind.group}`;
}

export function apiVersionOf(kind: Pick<KindDefinition, "group" | "version">): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}
