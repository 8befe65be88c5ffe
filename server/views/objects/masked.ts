import type { KubeObject } from "@/server/objects/types";

const mask = "••••••••";

/** Fields that only programs read; and the annotation that repeats the whole object. */
const noise = "kubectl.kubernetes.io/last-applied-configuration";

/** The object as it may be shown: a Secret's values hidden, its keys kept. */
export function masked(object: KubeObject): KubeObject {
  const { managedFields: _, annotations, ...metadata } = object.metadata;
  const kept = Object.fromEntries(Object.entries(annotations ?? {}).filter(([name]) => name !== noise));
  const shown: KubeObject = {
    ...object,
    metadata: Object.keys(kept).length > 0 ? { ...metadata, annotations: kept } : metadata,
  };
  if (object.kind !== "Secret") return shown;
  const { stringData: _never, ...rest } = shown as KubeObject & { stringData?: unknown };
  return { ...rest, data: hidden(object.data) };
}

function hidden(data: unknown): Record<string, string> {
  if (typeof data !== "object" || data === null) return {};
  return Object.fromEntries(Object.keys(data).map((key) => [key, mask]));
}
