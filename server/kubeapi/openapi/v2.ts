import { codeWords, describePathParameter, type Parts, pathParameters, queryParameters } from "./document";
import type { Operation } from "./operations";

const jsonAndYaml = ["application/json", "application/yaml"];

/** The whole API as one Swagger 2.0 document. */
export function openApiV2({ paths, models }: Parts, version: string): object {
  return {
    swagger: "2.0",
    info: { title: "Kubernetes", version },
    paths: Object.fromEntries([...paths].map(([path, operations]) => [path, pathItem(path, operations)])),
    definitions: Object.fromEntries(models),
    securityDefinitions: {
      BearerToken: { description: "Bearer Token authentication", type: "apiKey", name: "authorization", in: "header" },
    },
    security: [{ BearerToken: [] }],
  };
}

function pathItem(path: string, operations: readonly Operation[]): object {
  const parameters = pathParameters(path).map((name) => ({
    name,
    in: "path",
    required: true,
    type: "string",
    uniqueItems: true,
    description: describePathParameter(name),
  }));
  const methods = operations.map((one) => [one.method, operation(one)]);
  return { ...Object.fromEntries(methods), ...(parameters.length > 0 && { parameters }) };
}

function operation(one: Operation): object {
  const { says, tag, id, body, codes, answer, action, kind } = one;
  const { group, version } = kind;
  const schema = answer ? reference(answer) : { type: "string" };
  const query = queryParameters(one).map(({ name, type, says: description }) => ({
    uniqueItems: true,
    type,
    description,
    name,
    in: "query",
  }));
  return {
    description: says,
    consumes: body?.mediaTypes ?? ["*/*"],
    produces: answer ? streamed(action) : action === "log" ? ["text/plain"] : ["*/*"],
    schemes: ["https"],
    tags: [tag],
    operationId: id,
    parameters: [
      ...(body ? [{ name: "body", in: "body", required: body.isRequired, schema: reference(body.model) }] : []),
      ...query,
    ],
    responses: Object.fromEntries([
      ...codes.map((code) => [code, { description: codeWords[code] ?? "OK", schema }]),
      [401, { description: "Unauthorized" }],
    ]),
    "x-kubernetes-action": action === "log" ? "get" : action,
    "x-kubernetes-group-version-kind": { group, kind: kind.kind, version },
  };
}

function streamed(action: Operation["action"]): readonly string[] {
  return action === "list" ? [...jsonAndYaml, "application/json;stream=watch"] : jsonAndYaml;
}

function reference(model: string): object {
  return { $ref: `#/definitions/${model}` };
}
