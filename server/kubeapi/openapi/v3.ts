import { isMap, type JsonMap } from "@/server/objects/patch/json";
import { codeWords, describePathParameter, type Parts, pathParameters, queryParameters } from "./document";
import type { Operation } from "./operations";

const prefix = "#/components/schemas/";

/** One group and version as an OpenAPI 3.0 document. */
export function openApiV3({ paths, models }: Parts, version: string): object {
  const schemas = [...models].map(([name, model]) => [name, modelV3(name, model)]);
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version },
    paths: Object.fromEntries([...paths].map(([path, operations]) => [path, pathItem(path, operations)])),
    components: {
      schemas: Object.fromEntries(schemas),
      securitySchemes: {
        BearerToken: {
          type: "apiKey",
          description: "Bearer Token authentication",
          name: "authorization",
          in: "header",
        },
      },
    },
  };
}

/** Values of one of two types, which version 2 has no words for, by the names of their models. */
const unions: Readonly<Record<string, JsonMap>> = {
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": { oneOf: [{ type: "integer" }, { type: "string" }] },
  "io.k8s.apimachinery.pkg.api.resource.Quantity": { oneOf: [{ type: "string" }, { type: "number" }] },
};

/** A schema in the words of version 3: a reference with anything beside it stands in an `allOf`. */
export function schemaV3(schema: JsonMap): JsonMap {
  const { $ref, ...beside } = schema;
  const rest = Object.fromEntries(Object.entries(beside).map(([key, part]) => [key, partV3(key, part)]));
  if (typeof $ref !== "string") return rest;
  const reference = { $ref: `${prefix}${$ref.slice("#/definitions/".length)}` };
  return Object.keys(rest).length === 0 ? reference : { ...rest, allOf: [reference] };
}

function modelV3(name: string, model: JsonMap): JsonMap {
  const { type, ...open } = schemaV3(model);
  return unions[name] ? { ...open, ...unions[name] } : { ...(type !== undefined && { type }), ...open };
}

function partV3(key: string, part: unknown): unknown {
  if ((key === "items" || key === "additionalProperties") && isMap(part)) return schemaV3(part);
  if (key !== "properties" || !isMap(part)) return part;
  return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, isMap(one) ? schemaV3(one) : one]));
}

function pathItem(path: string, operations: readonly Operation[]): object {
  const parameters = pathParameters(path).map((name) => ({
    name,
    in: "path",
    description: describePathParameter(name),
    required: true,
    schema: { type: "string", uniqueItems: true },
  }));
  const methods = operations.map((one) => [one.method, operation(one)]);
  return { ...Object.fromEntries(methods), ...(parameters.length > 0 && { parameters }) };
}

function operation(one: Operation): object {
  const { tag, says, id, body, codes, action, kind } = one;
  const { group, version } = kind;
  const content = contentOf(one);
  return {
    tags: [tag],
    description: says,
    operationId: id,
    parameters: queryParameters(one).map(({ name, type, says: description }) => ({
      name,
      in: "query",
      description,
      schema: { type, uniqueItems: true },
    })),
    ...(body && {
      requestBody: {
        content: Object.fromEntries(body.mediaTypes.map((type) => [type, { schema: reference(body.model) }])),
        ...(body.isRequired && { required: true }),
      },
    }),
    responses: Object.fromEntries([
      ...codes.map((code) => [code, { description: codeWords[code] ?? "OK", content }]),
      [401, { description: "Unauthorized" }],
    ]),
    "x-kubernetes-action": action === "log" ? "get" : action,
    "x-kubernetes-group-version-kind": { group, version, kind: kind.kind },
  };
}

function contentOf({ answer, action }: Operation): object {
  if (!answer) return { [action === "log" ? "text/plain" : "*/*"]: { schema: { type: "string" } } };
  const types = [
    "application/json",
    "application/yaml",
    ...(action === "list" ? ["application/json;stream=watch"] : []),
  ];
  return Object.fromEntries(types.map((type) => [type, { schema: reference(answer) }]));
}

function reference(model: string): object {
  return { $ref: `${prefix}${model}` };
}
