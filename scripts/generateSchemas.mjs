/**
 * The schemas of Kubernetes' own kinds, in two files:
 * - server/objects/openapi/kubernetes.generated.json: what Kubernetes 1.37 publishes of them (its OpenAPI, Apache-2.0),
 *   whole, for clients that ask. `node scripts/generateSchemas.mjs --from FILE` makes it anew from a cluster's answer to
 *   `kubectl get --raw /openapi/v2`.
 * - server/objects/openapi/defaults.generated.json: the defaults of fields, which only OpenAPI 3 says: what a list key
 *   is when it is left out, and `{}` where Go has a struct that is always there (field ownership counts on both).
 *   `--defaults FILE` makes it anew from a list of the answers to `kubectl get --raw /openapi/v3/…`.
 * - server/objects/schemas.generated.json: the same without words, as the engine checks and merges by.
 *   `node scripts/generateSchemas.mjs` derives it; with `--check` it exits 1 when the committed file is not current.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "..");
const published = path.join(root, "server/objects/openapi/kubernetes.generated.json");
const defaultsFile = path.join(root, "server/objects/openapi/defaults.generated.json");
const target = path.join(root, "server/objects/schemas.generated.json");

/** Groups that this platform has kinds of, or may come to have. */
const groups =
  /^(core|apps|batch|autoscaling|policy|networking|node|rbac|scheduling|storage|coordination|discovery|events|admissionregistration|apiextensions|authentication|authorization|apiregistration|flowcontrol|meta)\./;

/** `io.k8s.api.apps.v1.Deployment` → `apps.v1.Deployment`. */
function shortName(name) {
  return name
    .replace(/^io\.k8s\.apimachinery\.pkg\.(apis\.|api\.|util\.)?/, "")
    .replace(/^io\.k8s\.(api|apiextensions-apiserver\.pkg\.apis|kube-aggregator\.pkg\.apis)\./, "");
}

/** Definitions that stand for one value each, by what the engine calls it. */
const plain = {
  "resource.Quantity": { type: "string", format: "quantity" },
  "intstr.IntOrString": { "x-kubernetes-int-or-string": true },
  "meta.v1.Time": { type: "string", format: "date-time" },
  "meta.v1.MicroTime": { type: "string", format: "date-time" },
  "meta.v1.FieldsV1": { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  "runtime.RawExtension": { "x-kubernetes-preserve-unknown-fields": true },
  "apiextensions.v1.JSON": { "x-kubernetes-preserve-unknown-fields": true },
  "apiextensions.v1.JSONSchemaPropsOrBool": { "x-kubernetes-preserve-unknown-fields": true },
  "apiextensions.v1.JSONSchemaPropsOrArray": { "x-kubernetes-preserve-unknown-fields": true },
  "apiextensions.v1.JSONSchemaPropsOrStringArray": { "x-kubernetes-preserve-unknown-fields": true },
};

const kept = [
  "x-kubernetes-patch-strategy",
  "x-kubernetes-patch-merge-key",
  "x-kubernetes-list-type",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-map-type",
];

function slim(schema, defaults = {}) {
  const words = Object.fromEntries(kept.filter((word) => word in schema).map((word) => [word, schema[word]]));
  if (schema.$ref) {
    const name = schema.$ref.slice("#/definitions/".length);
    return { ...(plain[name] ?? { $ref: schema.$ref }), ...words };
  }
  if (schema.type === "array") return { type: "array", items: slim(schema.items), ...words };
  if (schema.properties) {
    const properties = Object.fromEntries(
      Object.entries(schema.properties).map(([key, part]) => [
        key,
        { ...slim(part), ...(key in defaults && { default: defaults[key] }) },
      ]),
    );
    return {
      type: "object",
      properties,
      additionalProperties: false,
      ...(schema.required && { required: schema.required }),
      ...words,
    };
  }
  if (schema.additionalProperties)
    return { type: "object", additionalProperties: slim(schema.additionalProperties), ...words };
  if (schema.type === "object" || schema.type === undefined)
    return {
      ...(schema.type && { type: schema.type }),
      "x-kubernetes-preserve-unknown-fields": true,
      ...words,
    };
  return { type: schema.type, ...(schema.format && { format: schema.format }), ...words };
}

function withShortNames(value) {
  if (Array.isArray(value)) return value.map(withShortNames);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      key === "$ref" && typeof part === "string"
        ? `#/definitions/${shortName(part.slice("#/definitions/".length))}`
        : withShortNames(part),
    ]),
  );
}

/** Every definition that one of the names needs, itself included. */
function reachable(definitions, names) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || !definitions[name]) return;
    found.add(name);
    for (const [, next] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) visit(next);
  };
  for (const name of names) visit(name);
  return found;
}

function publish(file) {
  const { definitions } = JSON.parse(readFileSync(file, "utf8"));
  const named = Object.fromEntries(
    Object.entries(definitions).map(([name, schema]) => [shortName(name), withShortNames(schema)]),
  );
  const names = reachable(
    named,
    Object.keys(named).filter((name) => groups.test(name)),
  );
  mkdirSync(path.dirname(published), { recursive: true });
  writeFileSync(published, inLines(Object.fromEntries([...names].map((name) => [name, named[name]]))));
}

function publishDefaults(file) {
  const found = {};
  for (const { components } of JSON.parse(readFileSync(file, "utf8")))
    for (const [name, { properties = {} }] of Object.entries(components?.schemas ?? {})) {
      const own = Object.entries(properties).filter(([, part]) => "default" in part);
      if (own.length > 0 && groups.test(shortName(name)))
        found[shortName(name)] = Object.fromEntries(own.map(([key, part]) => [key, part.default]));
    }
  writeFileSync(defaultsFile, inLines(found));
}

function derive() {
  const definitions = JSON.parse(readFileSync(published, "utf8"));
  const defaults = JSON.parse(readFileSync(defaultsFile, "utf8"));
  return inLines(
    Object.fromEntries(
      Object.entries(definitions)
        .filter(([name]) => !plain[name])
        .map(([name, schema]) => [name, slim(schema, defaults[name])]),
    ),
  );
}

function inLines(definitions) {
  const lines = Object.keys(definitions)
    .sort()
    .map((name) => `${JSON.stringify(name)}: ${JSON.stringify(definitions[name])}`);
  return `{\n${lines.join(",\n")}\n}\n`;
}

const from = process.argv.indexOf("--from");
if (from > 0) publish(process.argv[from + 1]);
const defaultsFrom = process.argv.indexOf("--defaults");
if (defaultsFrom > 0) publishDefaults(process.argv[defaultsFrom + 1]);
const text = derive();
if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== text) {
    console.error("server/objects/schemas.generated.json is not current: run node scripts/generateSchemas.mjs");
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
