import type { WriteOptions } from "@/server/cluster/cluster";
import type { KindDefinition } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import { withoutUnknown } from "@/server/objects/unknownFields";

/** What a patch has made, without what its kind does not know, unless that is to be refused (Strict, as unless told). */
export function knownFields(
  kind: KindDefinition,
  object: KubeObject,
  { fieldValidation = "Strict", warn }: WriteOptions,
): KubeObject {
  if (fieldValidation === "Strict") return object;
  const { value, unknown } = withoutUnknown(kind.schema, object);
  if (fieldValidation === "Warn") for (const field of unknown) warn?.(`unknown field ${JSON.stringify(field)}`);
  return value as KubeObject;
}
