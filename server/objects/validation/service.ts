import type { FieldError } from "@/server/lib/errors";
import type { Service } from "../types";
import {
  duplicate,
  duplicatesOf,
  forbidden,
  forEachOf,
  inRange,
  invalid,
  invalidEach,
  oneOf,
  oneOfIfSet,
  required,
} from "./fieldErrors";
import { validateLabels } from "./labels";
import { dnsLabel, dnsSubdomain, ipAddress, isIpv6, qualifiedName } from "./names";
import { portRange, protocols, validatePortReference } from "./ports";

type ServiceSpec = Service["spec"];
type ServicePort = NonNullable<ServiceSpec["ports"]>[number];

const types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
const maxAffinitySeconds = 86_400;

/** After Kubernetes' `ValidateService`; `spec` has its defaults. */
export function validateService({ spec }: Service, old?: Service): FieldError[] {
  const isExternal = spec.type === "ExternalName";
  return [
    ...oneOf(spec.type, "spec.type", types),
    ...(isExternal ? validateExternal(spec) : validateInternal(spec)),
    ...forEachOf(spec.ports, "spec.ports", (port, field) => validatePort(port, field, spec)),
    ...validatePortNames(spec.ports ?? []),
    ...validateLabels(spec.selector, "spec.selector").map((error) => ({ ...error, field: "spec.selector" })),
    ...validateAffinity(spec),
    ...validatePolicies(spec),
    ...forEachOf(spec.externalIPs, "spec.externalIPs", (ip, field) => invalidEach(field, ip, ipAddress(ip))),
    ...(old ? validateServiceUpdate(spec, old.spec) : []),
  ];
}

function validateExternal({ externalName, clusterIP, clusterIPs }: ServiceSpec): FieldError[] {
  const name = externalName?.replace(/\.$/, "");
  return [
    ...(name ? invalidEach("spec.externalName", name, dnsSubdomain(name)) : [required("spec.externalName")]),
    ...(clusterIP || clusterIPs?.length
      ? [forbidden("spec.clusterIPs", "may not be set for ExternalName services")]
      : []),
  ];
}

function validateInternal(spec: ServiceSpec): FieldError[] {
  const ips = spec.clusterIPs?.length ? spec.clusterIPs : spec.clusterIP ? [spec.clusterIP] : [];
  const isHeadless = ips[0] === "None";
  return [
    ...(spec.ports?.length || isHeadless ? [] : [required("spec.ports")]),
    ...(isHeadless && spec.type !== "ClusterIP"
      ? [invalid("spec.clusterIPs[0]", "None", `may not be set to 'None' for ${spec.type} services`)]
      : []),
    ...(spec.clusterIP && spec.clusterIPs?.length && spec.clusterIP !== spec.clusterIPs[0]
      ? [invalid("spec.clusterIPs", spec.clusterIPs, "first value must match `clusterIP`")]
      : []),
    ...ips.flatMap((ip, index) => (ip === "None" ? [] : invalidEach(`spec.clusterIPs[${index}]`, ip, ipAddress(ip)))),
    ...(ips.some(isIpv6) ? [invalid("spec.clusterIPs", ips, "this cluster has no IPv6 addresses for services")] : []),
  ];
}

function validatePort(port: ServicePort, field: string, { type, clusterIP }: ServiceSpec): FieldError[] {
  const { nodePort, appProtocol, targetPort } = port;
  return [
    ...(port.name ? invalidEach(`${field}.name`, port.name, dnsLabel(port.name)) : []),
    ...inRange(port.port ?? 0, `${field}.port`, portRange),
    ...oneOf(port.protocol, `${field}.protocol`, protocols),
    ...(clusterIP === "None" && targetPort === undefined
      ? []
      : validatePortReference(targetPort, `${field}.targetPort`)),
    ...(appProtocol ? invalidEach(`${field}.appProtocol`, appProtocol, qualifiedName(appProtocol)) : []),
    ...(nodePort && (type === "ClusterIP" || type === "ExternalName")
      ? [forbidden(`${field}.nodePort`, `may not be used when \`type\` is '${type}'`)]
      : []),
    ...(nodePort ? inRange(nodePort, `${field}.nodePort`, portRange) : []),
  ];
}

/** Several ports are told apart by name, and by protocol and number. */
function validatePortNames(ports: readonly ServicePort[]): FieldError[] {
  const seen = new Set<string>();
  return [
    ...(ports.length > 1
      ? ports.flatMap(({ name }, index) => (name ? [] : [required(`spec.ports[${index}].name`)]))
      : []),
    ...duplicatesOf(
      ports,
      ({ name }) => name,
      (index) => `spec.ports[${index}].name`,
    ),
    ...ports.flatMap(({ port, protocol = "TCP" }, index) => {
      const key = `${protocol}/${port}`;
      const isRepeated = seen.has(key);
      seen.add(key);
      const shown = { Name: "", Protocol: protocol, AppProtocol: null, Port: port, TargetPort: 0, NodePort: 0 };
      return isRepeated ? [duplicate(`spec.ports[${index}]`, shown)] : [];
    }),
  ];
}

function validateAffinity({ sessionAffinity, sessionAffinityConfig }: ServiceSpec): FieldError[] {
  const seconds = sessionAffinityConfig?.clientIP?.timeoutSeconds;
  const field = "spec.sessionAffinityConfig";
  return [
    ...oneOf(sessionAffinity, "spec.sessionAffinity", ["ClientIP", "None"]),
    ...(sessionAffinity === "None" && sessionAffinityConfig
      ? [forbidden(field, "must not be set when session affinity is None")]
      : []),
    ...(seconds !== undefined && (seconds <= 0 || seconds > maxAffinitySeconds)
      ? [
          invalid(
            `${field}.clientIP.timeoutSeconds`,
            seconds,
            `must be greater than 0 and less than ${maxAffinitySeconds}`,
          ),
        ]
      : []),
  ];
}

function validatePolicies(spec: ServiceSpec): FieldError[] {
  const { externalTrafficPolicy: outside } = spec;
  const isReachable = spec.type === "NodePort" || spec.type === "LoadBalancer";
  const says = "may only be set for externally-accessible services";
  return [
    ...oneOfIfSet(spec.internalTrafficPolicy, "spec.internalTrafficPolicy", ["Cluster", "Local"]),
    ...(outside !== undefined && !isReachable ? [invalid("spec.externalTrafficPolicy", outside, says)] : []),
    ...(isReachable ? oneOfIfSet(outside, "spec.externalTrafficPolicy", ["Cluster", "Local"]) : []),
    ...oneOfIfSet(spec.ipFamilyPolicy, "spec.ipFamilyPolicy", ["PreferDualStack", "RequireDualStack", "SingleStack"]),
    ...forEachOf(spec.ipFamilies, "spec.ipFamilies", (family, field) => oneOf(family, field, ["IPv4", "IPv6"])),
  ];
}

/** The address is the service's for life, unless it stops having one. */
function validateServiceUpdate(spec: ServiceSpec, old: ServiceSpec): FieldError[] {
  const had = old.clusterIPs?.[0] ?? old.clusterIP;
  const has = spec.clusterIPs?.[0] ?? spec.clusterIP;
  if (!had || old.type === "ExternalName" || spec.type === "ExternalName" || has === had) return [];
  return [invalid("spec.clusterIPs[0]", spec.clusterIPs ?? (has ? [has] : []), "may not change once set")];
}
