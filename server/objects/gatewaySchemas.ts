import type { Schema } from "./kind";
import { definitions as core } from "./schemas";

/**
 * Gateway API v1 by hand (the official client has no models of it), after its CustomResourceDefinitions:
 * https://github.com/kubernetes-sigs/gateway-api/tree/v1.4.0/config/crd/standard
 */
const text: Schema = { type: "string" };
const texts: Schema = { type: "array", items: text };
const number: Schema = { type: "integer", format: "int32" };
const flag: Schema = { type: "boolean" };
const anything: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
const to = (model: string): Schema => ({ $ref: `#/definitions/${model}` });
const list = (model: string): Schema => ({ type: "array", items: to(model) });

function record(properties: Readonly<Record<string, Schema>>, required: readonly string[] = []): Schema {
  return { type: "object", properties, additionalProperties: false, required };
}

function kindRecord(spec: string, status: string): Schema {
  return record(
    { apiVersion: text, kind: text, metadata: to("meta.v1.ObjectMeta"), spec: to(spec), status: to(status) },
    ["spec"],
  );
}

const parentReference = {
  group: text,
  kind: text,
  namespace: text,
  name: text,
  sectionName: text,
  port: number,
};
const named = { name: text, value: text };
const matched = { type: text, name: text, value: text };
const backend = { group: text, kind: text, namespace: text, name: text, port: number, weight: number };

const routes: Readonly<Record<string, Schema>> = {
  HTTPRoute: kindRecord("HTTPRouteSpec", "HTTPRouteStatus"),
  HTTPRouteSpec: record({ parentRefs: list("ParentReference"), hostnames: texts, rules: list("HTTPRouteRule") }),
  HTTPRouteStatus: record({ parents: list("RouteParentStatus") }),
  RouteParentStatus: record({
    parentRef: to("ParentReference"),
    controllerName: text,
    conditions: list("meta.v1.Condition"),
  }),
  ParentReference: record(parentReference, ["name"]),
  HTTPRouteRule: record({
    name: text,
    matches: list("HTTPRouteMatch"),
    filters: list("HTTPRouteFilter"),
    backendRefs: list("HTTPBackendRef"),
    timeouts: record({ request: text, backendRequest: text }),
  }),
  HTTPRouteMatch: record({
    path: record({ type: text, value: text }),
    headers: { type: "array", items: record(matched, ["name", "value"]) },
    queryParams: { type: "array", items: record(matched, ["name", "value"]) },
    method: text,
  }),
  HTTPBackendRef: record({ ...backend, filters: list("HTTPRouteFilter") }, ["name"]),
  BackendRef: record(backend, ["name"]),
  HTTPRouteFilter: record(
    {
      type: text,
      requestHeaderModifier: to("HeaderFilter"),
      responseHeaderModifier: to("HeaderFilter"),
      requestRedirect: record({
        scheme: text,
        hostname: text,
        port: number,
        statusCode: { type: "integer" },
        path: to("PathModifier"),
      }),
      urlRewrite: record({ hostname: text, path: to("PathModifier") }),
      requestMirror: record({ backendRef: to("BackendRef"), percent: number }, ["backendRef"]),
    },
    ["type"],
  ),
  HeaderFilter: record({
    set: { type: "array", items: record(named, ["name", "value"]) },
    add: { type: "array", items: record(named, ["name", "value"]) },
    remove: texts,
  }),
  PathModifier: record({ type: text, replaceFullPath: text, replacePrefixMatch: text }, ["type"]),
};

const gateways: Readonly<Record<string, Schema>> = {
  Gateway: kindRecord("GatewaySpec", "GatewayStatus"),
  GatewaySpec: record(
    {
      gatewayClassName: text,
      listeners: list("Listener"),
      addresses: { type: "array", items: record({ type: text, value: text }) },
      infrastructure: anything,
    },
    ["gatewayClassName", "listeners"],
  ),
  Listener: record(
    { name: text, hostname: text, port: number, protocol: text, tls: anything, allowedRoutes: to("AllowedRoutes") },
    ["name", "port", "protocol"],
  ),
  AllowedRoutes: record({
    namespaces: record({ from: text, selector: to("meta.v1.LabelSelector") }),
    kinds: { type: "array", items: record({ group: text, kind: text }, ["kind"]) },
  }),
  GatewayStatus: record({
    addresses: { type: "array", items: record({ type: text, value: text }) },
    conditions: list("meta.v1.Condition"),
    listeners: { type: "array", items: anything },
  }),
  GatewayClass: kindRecord("GatewayClassSpec", "GatewayClassStatus"),
  GatewayClassSpec: record({ controllerName: text, description: text, parametersRef: anything }, ["controllerName"]),
  GatewayClassStatus: record({
    conditions: list("meta.v1.Condition"),
    supportedFeatures: { type: "array", items: record({ name: text, isSupported: flag }) },
  }),
};

const metadata = Object.fromEntries(
  [
    ...["ObjectMeta", "OwnerReference", "ManagedFieldsEntry", "Condition"],
    ...["LabelSelector", "LabelSelectorRequirement"],
  ].flatMap((model) => {
    const name = `meta.v1.${model}`;
    return core[name] ? [[name, core[name]]] : [];
  }),
);
const definitions = { ...metadata, ...routes, ...gateways };

export function gatewaySchemaOf(kind: "HTTPRoute" | "Gateway" | "GatewayClass"): Schema {
  return { $ref: `#/definitions/${kind}`, definitions };
}
