import type { Patch } from "@/server/cluster/cluster";
import { scaleOf, withScale } from "@/server/cluster/scale";
import { ClusterError, isReason } from "@/server/lib/errors";
import type { KindDefinition } from "@/server/objects/kind";
import { jsonPatch } from "@/server/objects/patch/jsonPatch";
import { mergePatch } from "@/server/objects/patch/mergePatch";
import { strategicMergePatch } from "@/server/objects/patch/strategicMergePatch";
import type { KubeObject } from "@/server/objects/types";
import { badRequest } from "./refusals";

/** All but an apply, which is no function of the object alone. */
type PlainPatch = Exclude<Patch, { readonly type: "apply" }>;

/** The object with the patch applied; on the subresource `scale` the patch is of the object's Scale. */
export function patched(kind: KindDefinition, object: KubeObject, patch: PlainPatch, subresource?: string): KubeObject {
  if (subresource !== "scale") return asObject(run(kind, object, patch));
  const paths = kind.custom?.scale;
  const wanted: Patch = patch.type === "strategic" ? { ...patch, type: "merge" } : patch;
  return withScale(object, run(kind, scaleOf(object, paths), wanted), paths);
}

function run(kind: KindDefinition, object: KubeObject, patch: PlainPatch): unknown {
  if (patch.type === "merge") return mergePatch(object, patch.body);
  if (patch.type === "strategic" && kind.custom) throw noStrategy();
  if (patch.type === "strategic") return strategicMergePatch(kind.schema, object, patch.body);
  return jsonPatch(object, patch.body);
}

/** Where a patch leaves an object behind that cannot be read, Kubernetes speaks of an invalid patch: 422. */
export function asInvalidPatch(error: unknown): unknown {
  if (!isReason(error, "BadRequest") || error.fields.length === 0) return error;
  const { says, fields, about } = error;
  return new ClusterError("Invalid", { says, fields, about, cause: error });
}

/** A schema of somebody else says nothing of how its lists are joined. */
function noStrategy(): ClusterError {
  const types = "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";
  const says = `the body of the request was in an unknown format - accepted media types include: ${types}`;
  return new ClusterError("UnsupportedMediaType", { says });
}

/** The uid that a patch names, if it does: it says which object of that name is meant. */
export function uidIn(patch: PlainPatch): string | undefined {
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
