import type { FieldError } from "@/server/lib/errors";
import type { Ingress } from "../types";
import { forEachOf, invalid, invalidEach, notSupported, required } from "./fieldErrors";
import { dnsLabel, dnsSubdomain, isIp, portName, type Rule, wildcardSubdomain } from "./names";
import { portRange } from "./ports";

type Spec = Ingress["spec"];
type Backend = NonNullable<Spec["defaultBackend"]>;
type HttpPath = NonNullable<NonNullable<Spec["rules"]>[number]["http"]>["paths"][number];

const classAnnotation = "kubernetes.io/ingress.class";

/** After Kubernetes' `ValidateIngressCreate` and `ValidateIngressUpdate`. */
export function validateIngress({ metadata, spec }: Ingress, old?: Ingress): FieldError[] {
  const { defaultBackend, rules, tls, ingressClassName } = spec ?? {};
  return [
    ...(defaultBackend || rules?.length
      ? []
      : [invalid("spec", null, "either `defaultBackend` or `rules` must be specified")]),
    ...(defaultBackend ? validateBackend(defaultBackend, "spec.defaultBackend") : []),
    ...forEachOf(rules, "spec.rules", ({ host, http }, at) => [
      ...(host ? validateHost(host, `${at}.host`) : []),
      ...(http ? validatePaths(http.paths, `${at}.http.paths`) : []),
    ]),
    ...forEachOf(tls, "spec.tls", ({ hosts, secretName }, at) => [
      ...forEachOf(hosts, `${at}.hosts`, (host, field) => invalidEach(field, host, hostRule(host)(host))),
      ...(secretName ? invalidEach(`${at}.secretName`, secretName, dnsSubdomain(secretName)) : []),
    ]),
    ...(ingressClassName === undefined
      ? []
      : invalidEach("spec.ingressClassName", ingressClassName, dnsSubdomain(ingressClassName))),
    ...(old ? [] : validateClassOnce(metadata.annotations?.[classAnnotation], ingressClassName)),
  ];
}

function validateClassOnce(annotated: string | undefined, named: string | undefined): FieldError[] {
  if (annotated === undefined || named === undefined || annotated === named) return [];
  const says = "must match `ingressClassName` when both are specified";
  return [invalid(`annotations.${classAnnotation}`, annotated, says)];
}

function hostRule(host: string): Rule {
  return host.includes("*") ? wildcardSubdomain : dnsSubdomain;
}

function validateHost(host: string, field: string): FieldError[] {
  return [
    ...(isIp(host) ? [invalid(field, host, "must be a DNS name, not an IP address")] : []),
    ...invalidEach(field, host, hostRule(host)(host)),
  ];
}

function validatePaths(paths: readonly HttpPath[] | undefined, field: string): FieldError[] {
  if (!paths?.length) return [required(field)];
  return forEachOf(paths, field, (path, at) => [
    ...validatePath(path, at),
    ...validateBackend(path.backend ?? {}, `${at}.backend`),
  ]);
}

const pathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
const badParts = ["//", "/./", "/../", "%2f", "%2F"];
const badEnds = ["/..", "/."];

function validatePath({ path = "", pathType }: HttpPath, at: string): FieldError[] {
  const field = `${at}.path`;
  if (!pathType) return [required(`${at}.pathType`, "pathType must be specified")];
  if (!pathTypes.includes(pathType)) return [notSupported(`${at}.pathType`, pathType, pathTypes)];
  if (pathType === "ImplementationSpecific" && path === "") return [];
  const notAbsolute = path.startsWith("/") ? [] : [invalid(field, path, "must be an absolute path")];
  if (pathType === "ImplementationSpecific") return notAbsolute;
  return [
    ...notAbsolute,
    ...badParts.filter((part) => path.includes(part)).map((part) => invalid(field, path, `must not contain '${part}'`)),
    ...badEnds.filter((end) => path.endsWith(end)).map((end) => invalid(field, path, `cannot end with '${end}'`)),
  ];
}

function validateBackend({ service, resource }: Partial<Backend>, field: string): FieldError[] {
  if (service && resource) return [invalid(field, "", "cannot set both resource and service backends")];
  if (resource)
    return [
      ...(resource.kind ? [] : [required(`${field}.resource.kind`)]),
      ...(resource.name ? [] : [required(`${field}.resource.name`)]),
    ];
  if (!service) return [invalid(field, "", "resource or service backend is required")];
  const { name, port } = service;
  return [
    ...(name ? invalidEach(`${field}.service.name`, name, dnsLabel(name)) : [required(`${field}.service.name`)]),
    ...validatePort(port ?? {}, field),
  ];
}

function validatePort({ name, number }: { readonly name?: string; readonly number?: number }, field: string) {
  const at = `${field}.service.port`;
  if (name && number) return [invalid(field, "", "cannot set both port name & port number")];
  if (name) return invalidEach(`${at}.name`, name, portName(name));
  if (!number) return [required(field, "port name or number is required")];
  const [least, most] = portRange;
  const isPort = number >= least && number <= most;
  return isPort ? [] : [invalid(`${at}.number`, number, `must be between ${least} and ${most}, inclusive`)];
}
