import type { KubeObject } from "@/server/objects/types";

/** What is answered to a write: what it was about, and the revision that has it. */
export interface Written {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly resourceVersion: string;
}

type Stored = Pick<KubeObject, "metadata"> & { readonly kind?: string };

export function written(object: Stored, kind = object.kind ?? ""): Written {
  const { namespace, name, resourceVersion } = object.metadata;
  return { kind, namespace, name, resourceVersion };
}
