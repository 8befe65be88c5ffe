import type { FieldError } from "@/server/lib/errors";
import type { HeaderFilter, HTTPRouteFilter, PathModifier } from "../types";
import { forbidden, forEachOf, inRange, invalidEach, notSupported, oneOf, oneOfIfSet, required } from "./fieldErrors";
import { validateHost, validateReference } from "./gatewayNames";
import { headerName, headerValue } from "./names";

/** Which field holds the settings of which type. */
const settingsOf = {
  RequestHeaderModifier: "requestHeaderModifier",
  ResponseHeaderModifier: "responseHeaderModifier",
  RequestRedirect: "requestRedirect",
  URLRewrite: "urlRewrite",
  RequestMirror: "requestMirror",
} as const;
const types = Object.keys(settingsOf);

export function validateFilters(filters: readonly HTTPRouteFilter[] | undefined, field: string): FieldError[] {
  const hasBoth =
    (filters ?? []).some(({ type }) => type === "URLRewrite") &&
    (filters ?? []).some(({ type }) => type === "RequestRedirect");
  return [
    ...(hasBoth ? [forbidden(field, "may specify either RequestRedirect or URLRewrite, but not both")] : []),
    ...forEachOf(filters, field, validateFilter),
  ];
}

function validateFilter(filter: HTTPRouteFilter, field: string): FieldError[] {
  if (!types.includes(filter.type)) return [notSupported(`${field}.type`, filter.type ?? "", types)];
  const wanted = settingsOf[filter.type];
  return Object.values(settingsOf).flatMap((name) => {
    if (name === wanted)
      return filter[name]
        ? validateSettings(filter, field)
        : [required(`${field}.${name}`, `must be specified for ${filter.type} filter.type`)];
    return filter[name] === undefined
      ? []
      : [forbidden(`${field}.${name}`, `must be nil if the filter.type is not ${typeOf(name)}`)];
  });
}

function typeOf(name: string): string {
  return types.find((type) => settingsOf[type as keyof typeof settingsOf] === name) ?? name;
}

function validateSettings(filter: HTTPRouteFilter, field: string): FieldError[] {
  const { requestHeaderModifier, responseHeaderModifier, requestRedirect, urlRewrite, requestMirror } = filter;
  switch (filter.type) {
    case "RequestHeaderModifier":
      return validateHeaders(requestHeaderModifier ?? {}, `${field}.requestHeaderModifier`);
    case "ResponseHeaderModifier":
      return validateHeaders(responseHeaderModifier ?? {}, `${field}.responseHeaderModifier`);
    case "RequestRedirect":
      return validateRedirect(requestRedirect ?? {}, `${field}.requestRedirect`);
    case "URLRewrite":
      return validateRewrite(urlRewrite ?? {}, `${field}.urlRewrite`);
    case "RequestMirror":
      return [
        ...validateReference(requestMirror?.backendRef ?? {}, `${field}.requestMirror.backendRef`),
        ...inRange(requestMirror?.percent, `${field}.requestMirror.percent`, [0, 100]),
      ];
  }
}

function validateHeaders({ set, add, remove }: HeaderFilter, field: string): FieldError[] {
  const checkName = (name: string | undefined, at: string) => invalidEach(at, name ?? "", headerName(name ?? ""));
  const checkHeader = ({ name, value = "" }: { name?: string; value?: string }, at: string) => [
    ...checkName(name, `${at}.name`),
    ...invalidEach(`${at}.value`, value, headerValue(value)),
  ];
  return [
    ...forEachOf(set, `${field}.set`, checkHeader),
    ...forEachOf(add, `${field}.add`, checkHeader),
    ...forEachOf(remove, `${field}.remove`, checkName),
  ];
}

function validateRedirect(redirect: NonNullable<HTTPRouteFilter["requestRedirect"]>, field: string): FieldError[] {
  const { scheme, hostname, port, statusCode, path } = redirect;
  const codes = [301, 302, 303, 307, 308];
  return [
    ...oneOfIfSet(scheme, `${field}.scheme`, ["http", "https"]),
    ...(hostname ? validateHost(hostname, `${field}.hostname`) : []),
    ...inRange(port, `${field}.port`, [1, 65535]),
    ...(statusCode === undefined || codes.includes(statusCode)
      ? []
      : [notSupported(`${field}.statusCode`, statusCode, codes.map(String))]),
    ...(path ? validateModifier(path, `${field}.path`) : []),
  ];
}

function validateRewrite({ hostname, path }: NonNullable<HTTPRouteFilter["urlRewrite"]>, field: string): FieldError[] {
  return [
    ...(hostname ? validateHost(hostname, `${field}.hostname`) : []),
    ...(path ? validateModifier(path, `${field}.path`) : []),
  ];
}

function validateModifier({ type, replaceFullPath, replacePrefixMatch }: PathModifier, field: string): FieldError[] {
  return [
    ...oneOf(type, `${field}.type`, ["ReplaceFullPath", "ReplacePrefixMatch"]),
    ...(type === "ReplaceFullPath" && replaceFullPath === undefined
      ? [required(`${field}.replaceFullPath`, "must be specified when type is set to 'ReplaceFullPath'")]
      : []),
    ...(type === "ReplacePrefixMatch" && replacePrefixMatch === undefined
      ? [required(`${field}.replacePrefixMatch`, "must be specified when type is set to 'ReplacePrefixMatch'")]
      : []),
  ];
}
