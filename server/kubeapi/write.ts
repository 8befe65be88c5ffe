import { scaleOf } from "@/server/cluster/scale";
import { ClusterError } from "@/server/lib/errors";
import { apiVersionOf } from "@/server/objects/kind";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { readJson, readObject } from "./body";
import { type Exchange, kindName, nameIn } from "./exchange";
import { fieldManagerOf } from "./fieldManager";
import { validated } from "./fieldValidation";
import { listOptions } from "./listQuery";
import { answersWithObject } from "./offers";
import { deleteOptions, updateOptions, writeOptions } from "./options";
import { send, success } from "./respond";
import { showList, showObject } from "./show";

export async function create(exchange: Exchange): Promise<void> {
  const { cluster, query } = exchange;
  const options = {
    ...writeOptions(query),
    ...fieldManagerOf(exchange, "CreateOptions"),
    warn: exchange.warn,
  };
  const manifest = await manifestIn(exchange);
  showObject(exchange, 201, await cluster.create(kindName(exchange), manifest, options));
}

export async function update(exchange: Exchange): Promise<void> {
  const { cluster, query, path } = exchange;
  const { name } = nameIn(exchange);
  const object = (await manifestIn(exchange)) as unknown as KubeObject;
  if (!object.metadata.name)
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  if (object.metadata.name !== name)
    throw badRequest(
      `the name of the object (${object.metadata.name ?? ""}) does not match the name on the URL (${name})`,
    );
  const options = {
    ...updateOptions(query, path.subresource),
    warn: exchange.warn,
    ...fieldManagerOf(exchange, "UpdateOptions"),
  };
  const updated = await cluster.update(kindName(exchange), object, options);
  showObject(exchange, 200, path.subresource === "scale" ? scaleOf(updated, exchange.kind.custom?.scale) : updated);
}

export async function remove(exchange: Exchange): Promise<void> {
  const { cluster, query, request, response, kind } = exchange;
  const options = { ...deleteOptions(query, await readJson(request)), warn: exchange.warn };
  const deleted = await cluster.delete(kindName(exchange), nameIn(exchange), options);
  const { name, uid, finalizers = [] } = deleted.metadata;
  const held =
    finalizers.length > 0 || ((deleted.spec as { finalizers?: string[] } | undefined)?.finalizers ?? []).length > 0;
  if (held || answersWithObject(kind)) return showObject(exchange, 200, deleted);
  const value = success({ name, ...(kind.group && { group: kind.group }), kind: kind.plural, uid });
  send(response, { code: 200, value, form: exchange.shape });
}

/** All that the selectors name; of a kind with namespaces always in one of them, as in Kubernetes. */
export async function removeMany(exchange: Exchange): Promise<void> {
  const { cluster, query, request, path } = exchange;
  const { namespace } = path;
  const options = { ...listOptions(query), ...deleteOptions(query, await readJson(request)) };
  const deleted = await cluster.deleteCollection(kindName(exchange), { ...options, ...(namespace && { namespace }) });
  await showList(exchange, deleted);
}

/** The object in the body, placed where the request goes. What it leaves out of kind and namespace, the path says. */
async function manifestIn(exchange: Exchange): Promise<Manifest> {
  const { request, path, kind } = exchange;
  const { value, duplicates } = await readObject(request);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw badRequest("the body must be one object");
  const { metadata = {}, ...rest } = validated(exchange, value, duplicates) as Partial<Manifest>;
  if (typeof metadata !== "object" || metadata === null) throw badRequest("metadata must be an object");
  const isScale = path.subresource === "scale";
  const expected = isScale ? "autoscaling/v1" : apiVersionOf(kind);
  const apiVersion = rest.apiVersion ?? expected;
  const kindName = rest.kind ?? (isScale ? "Scale" : kind.kind);
  if (apiVersion !== expected)
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${expected})`,
    );
  if (kindName !== (isScale ? "Scale" : kind.kind))
    throw badRequest(`the kind in the data (${kindName}) does not match the expected kind (${kind.kind})`);
  const { namespace } = path;
  if (metadata.namespace && namespace && metadata.namespace !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  return { ...rest, apiVersion, kind: kindName, metadata: { ...metadata, ...(namespace && { namespace }) } };
}

function badRequest(says: string): ClusterError {
  return new ClusterError("BadRequest", { says });
}
