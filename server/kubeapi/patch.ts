import type { Patch, UpdateOptions } from "@/server/cluster/cluster";
import { scaleOf } from "@/server/cluster/scale";
import { ClusterError, messageOf } from "@/server/lib/errors";
import { refuseDeep } from "@/server/objects/plain";
import { parseYaml } from "@/server/objects/yaml";
import { mediaTypeOf, parseJson, readBody } from "./body";
import { type Exchange, kindName, nameIn } from "./exchange";
import { fieldManagerOf, invalidOptions } from "./fieldManager";
import { updateOptions } from "./options";
import { showObject } from "./show";

/** `application/apply-patch+cbor` is not here: Kubernetes takes it behind a gate that is shut unless asked for. */
const patchTypes: Readonly<Record<string, Patch["type"]>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

/** A patch of any of the four types; an apply of what is not there creates it, and is answered with 201. */
export async function patch(exchange: Exchange): Promise<void> {
  const { cluster, request, path } = exchange;
  const type = patchTypes[mediaTypeOf(request)];
  if (!type) throw new ClusterError("UnsupportedMediaType", { says: "415: Unsupported Media Type", about: {} });
  let code = 200;
  const options = { ...optionsOf(exchange, type), onCreated: () => (code = 201), warn: exchange.warn };
  const text = (await readBody(request)).toString();
  const body = type === "apply" ? parseApply(text) : parseJson(text);
  refuseDeep(body);
  const wanted = toPatch(type, body, isForced(exchange));
  const patched = await cluster.patch(kindName(exchange), nameIn(exchange), wanted, options);
  showObject(exchange, code, path.subresource === "scale" ? scaleOf(patched, exchange.kind.custom?.scale) : patched);
}

function optionsOf(exchange: Exchange, type: Patch["type"]): UpdateOptions {
  const { query, path } = exchange;
  const named = fieldManagerOf(exchange, "PatchOptions");
  const isNamed = (query.get("fieldManager") ?? "") !== "";
  if (type === "apply" && !isNamed)
    throw invalidOptions("PatchOptions", {
      field: "fieldManager",
      reason: "FieldValueRequired",
      message: "Required value: is required for apply patch",
    });
  if (type !== "apply" && query.has("force"))
    throw invalidOptions("PatchOptions", {
      field: "force",
      reason: "FieldValueForbidden",
      message: "Forbidden: may not be specified for non-apply patch",
    });
  return { ...updateOptions(query, path.subresource, "PatchOptions"), ...named, warn: exchange.warn };
}

/** As Kubernetes reads a flag: all but a clear no is a yes. */
function isForced({ query }: Exchange): boolean {
  const text = query.get("force");
  return text !== null && !["false", "0"].includes(text);
}

/** YAML, of which JSON is a part that is faster to read. */
function parseApply(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // No JSON: it may be YAML still.
  }
  try {
    return parseYaml(text);
  } catch (cause) {
    throw badRequest(`error encoding patch: yaml: ${messageOf(cause)}`);
  }
}

function toPatch(type: Patch["type"], body: unknown, isForce: boolean): Patch {
  if (type === "json") {
    if (!Array.isArray(body)) throw badRequest("a JSON patch is a list of operations");
    return { type, body };
  }
  const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
  if (type !== "apply") {
    if (!isObject) throw badRequest("a merge patch is an object");
    return { type, body };
  }
  if (isObject) return { type, body, ...(isForce && { force: true }) };
  const what = Array.isArray(body) ? "array" : typeof body;
  throw badRequest(
    `error decoding patch: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${what} into Go value of type map[string]interface {}`,
  );
}

function badRequest(says: string): ClusterError {
  return new ClusterError("BadRequest", { says });
}
