import type { ConfigMap, Secret } from "@/server/objects/types";
import { perObject } from "../cells";
import type { Cells } from "../window";

/** A ConfigMap's or a Secret's line. Of a Secret: which keys there are, never what they hold. */
export interface ConfigRow {
  /** `kind/namespace/name` */
  readonly key: string;
  readonly kind: "ConfigMap" | "Secret";
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** A Secret's type: `Opaque`, `kubernetes.io/tls`, … */
  readonly type?: string;
  readonly keys: readonly string[];
  readonly isImmutable: boolean;
  readonly createdAt: string;
}

export const configMapRow = perObject(
  (map: ConfigMap): ConfigRow => ({
    ...base(map, "ConfigMap"),
    keys: [...Object.keys(map.data ?? {}), ...Object.keys(map.binaryData ?? {})].sort(),
  }),
);

export const secretRow = perObject(
  (secret: Secret): ConfigRow => ({
    ...base(secret, "Secret"),
    type: secret.type ?? "Opaque",
    keys: Object.keys(secret.data ?? {}).sort(),
  }),
);

function base({ metadata, immutable }: ConfigMap | Secret, kind: ConfigRow["kind"]) {
  const { namespace = "", name, uid, creationTimestamp: createdAt } = metadata;
  return {
    key: `${kind}/${namespace}/${name}`,
    kind,
    namespace,
    name,
    uid,
    isImmutable: immutable ?? false,
    createdAt,
  };
}

export function configCells(row: ConfigRow, labels: Cells["labels"]): Cells {
  const { name, namespace, kind, createdAt, keys, type = "" } = row;
  const words = `${keys.join(" ")} ${type}`.toLowerCase();
  return { name, namespace, status: kind, severity: "well", labels, createdAt, words, sortable: { keys: keys.length } };
}
