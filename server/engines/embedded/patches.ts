import type { Patch } from "@/server/cluster/cluster";
import { scaleOf, withScale } from "@/server/cluster/scale";
import type { KindDefinition } from "@/server/objects/kind";
import { jsonPatch } from "@/server/objects/patch/jsonPatch";
import { mergePatch } from "@/server/objects/patch/mergePatch";
import { strategicMergePatch } from "@/server/objects/patch/strategicMergePatch";
import type { KubeObject } from "@/server/objects/types";
import { badRequest } from "./refusals";

/** The object with the patch applied; on the subresource `scale` the patch is of the object's Scale. */
export function patched(kind: KindDefinition, object: KubeObject, patch: Patch, subresource?: string): KubeObject {
  if (subresource !== "scale") return asObject(run(kind, object, patch));
  return withScale(
    object,
    run(kind, scaleOf(object), patch.type === "strategic" ? { ...patch, type: "merge" } : patch),
  );
}

function run(kind: KindDefinition, object: KubeObject, patch: Patch): unknown {
  if (patch.type === "merge") return mergePatch(object, patch.body);
  if (patch.type === "strategic") return strategicMergePatch(kind.schema, object, patch.body);
  return jsonPatch(object, patch.body);
}

/** The uid that a patch names, if it does: it says which object of that name is meant. */
export function uidIn(patch: Patch): string | undefined {
  if (patch.type === "json") {
    const test = patch.body.find((step) => field(step, "op") === "test" && field(step, "path") === "/metadata/uid");
    const value = field(test, "value");
    return typeof value === "string" ? value : undefined;
  }
  const uid = field(field(patch.body, "metadata"), "uid");
  return typeof uid === "string" ? uid : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

/** A patch may leave anything behind; what is no object at all cannot even be validated. */
function asObject(value: unknown): KubeObject {
  const metadata = field(value, "metadata");
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata))
    throw badRequest("the patch leaves no object with metadata behind");
  return value as KubeObject;
}
