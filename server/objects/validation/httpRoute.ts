import type { FieldError } from "@/server/lib/errors";
import { patternFault } from "../custom/pattern";
import type { HTTPBackendRef, HTTPRoute, HTTPRouteFilter, HTTPRouteMatch, HTTPRouteRule } from "../types";
import { duplicatesOf, forEachOf, inRange, invalid, invalidEach, notSupported, oneOf, required } from "./fieldErrors";
import { validateHost, validateReference } from "./gatewayNames";
import { validateFilters } from "./httpRouteFilters";
import { headerName } from "./names";

const methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];
const maxWeight = 1_000_000;

/** After the validation in Gateway API's CustomResourceDefinition of HTTPRoute; `spec` has its defaults. */
export function validateHttpRoute({ spec }: HTTPRoute): FieldError[] {
  return [
    ...forEachOf(spec.parentRefs, "spec.parentRefs", validateReference),
    ...duplicatesOf(
      spec.parentRefs,
      ({ namespace = "", name, sectionName = "", port = 0 }) => `${namespace}/${name}/${sectionName}/${port}`,
      (index) => `spec.parentRefs[${index}]`,
    ),
    ...atMost(spec.hostnames, "spec.hostnames", 16),
    ...forEachOf(spec.hostnames, "spec.hostnames", (host, at) => validateHost(host, at)),
    ...atMost(spec.rules, "spec.rules", 16),
    ...forEachOf(spec.rules, "spec.rules", validateRule),
  ];
}

function atMost(list: readonly unknown[] | undefined, field: string, most: number): FieldError[] {
  const count = list?.length ?? 0;
  return count > most ? [invalid(field, count, `must have at most ${most} items`)] : [];
}

function validateRule(rule: HTTPRouteRule, field: string): FieldError[] {
  const redirects = (rule.filters ?? []).some((filter) => filter.type === "RequestRedirect");
  return [
    ...atMost(rule.matches, `${field}.matches`, 64),
    ...forEachOf(rule.matches, `${field}.matches`, validateMatch),
    ...validateFilters(rule.filters, `${field}.filters`),
    ...(redirects && rule.backendRefs?.length
      ? [
          invalid(
            `${field}.backendRefs`,
            rule.backendRefs.length,
            "RequestRedirect filter must not be used together with backendRefs",
          ),
        ]
      : []),
    ...atMost(rule.backendRefs, `${field}.backendRefs`, 16),
    ...forEachOf(rule.backendRefs, `${field}.backendRefs`, validateBackend),
    ...validateTimeouts(rule.timeouts, `${field}.timeouts`),
  ];
}

function validateMatch({ path, headers, queryParams, method }: HTTPRouteMatch, field: string): FieldError[] {
  return [
    ...(path ? validatePath(path, `${field}.path`) : []),
    ...forEachOf(headers, `${field}.headers`, (header, at) => [
      ...validateNamed(header, at),
      ...invalidEach(`${at}.name`, header.name ?? "", headerName(header.name ?? "")),
    ]),
    ...duplicatesOf(
      headers,
      ({ name }) => name?.toLowerCase(),
      (index) => `${field}.headers[${index}].name`,
    ),
    ...forEachOf(queryParams, `${field}.queryParams`, (param, at) => [
      ...validateNamed(param, at),
      ...(param.name ? [] : [required(`${at}.name`)]),
    ]),
    ...duplicatesOf(
      queryParams,
      ({ name }) => name,
      (index) => `${field}.queryParams[${index}].name`,
    ),
    ...(method === undefined || methods.includes(method) ? [] : [notSupported(`${field}.method`, method, methods)]),
  ];
}

function validatePath({ type = "PathPrefix", value = "/" }: NonNullable<HTTPRouteMatch["path"]>, field: string) {
  const errors = oneOf(type, `${field}.type`, ["Exact", "PathPrefix", "RegularExpression"]);
  if (type === "RegularExpression") return [...errors, ...validatePattern(value, `${field}.value`)];
  if (!value.startsWith("/"))
    errors.push(invalid(`${field}.value`, value, "value must be an absolute path and start with '/'"));
  for (const part of ["//", "/./", "/../", "%2f", "%2F", "#"])
    if (value.includes(part)) errors.push(invalid(`${field}.value`, value, `must not contain '${part}'`));
  for (const end of ["/..", "/."])
    if (value.endsWith(end)) errors.push(invalid(`${field}.value`, value, `cannot end with '${end}'`));
  if (value.length > 1024) errors.push(invalid(`${field}.value`, value, "must be no more than 1024 characters"));
  return errors;
}

type Named = { readonly type?: string; readonly value: string };

function validateNamed({ type = "Exact", value }: Named, field: string): FieldError[] {
  return [
    ...oneOf(type, `${field}.type`, ["Exact", "RegularExpression"]),
    ...(value ? [] : [required(`${field}.value`)]),
    ...(type === "RegularExpression" && value ? validatePattern(value, `${field}.value`) : []),
  ];
}

/** In RE2's dialect, which takes time linear in the request; Gateway API leaves the dialect to the implementation. */
function validatePattern(value: string, field: string): FieldError[] {
  if (value.length > 500) return [invalid(field, value, "must be no longer than 500 characters")];
  const fault = patternFault(value);
  return fault === undefined ? [] : [invalid(field, value, `must be a valid regular expression: ${fault}`)];
}

function validateBackend(backend: HTTPBackendRef, field: string): FieldError[] {
  const { group = "", kind = "Service", port, weight, filters } = backend;
  const isService = group === "" && kind === "Service";
  return [
    ...validateReference(backend, field),
    ...(isService && port === undefined ? [required(`${field}.port`, "Must have port for Service reference")] : []),
    ...inRange(weight, `${field}.weight`, [0, maxWeight]),
    ...validateFilters(filters as readonly HTTPRouteFilter[] | undefined, `${field}.filters`),
  ];
}

const duration = /^([0-9]{1,5}(h|m|s|ms)){1,4}$/;

function validateTimeouts(timeouts: HTTPRouteRule["timeouts"], field: string): FieldError[] {
  return (["request", "backendRequest"] as const).flatMap((name) => {
    const value = timeouts?.[name];
    if (value === undefined || duration.test(value)) return [];
    return [
      invalid(
        `${field}.${name}`,
        value,
        `must be a duration (e.g. '10s', '1m30s', '500ms', regex used for validation is '${duration.source}')`,
      ),
    ];
  });
}
