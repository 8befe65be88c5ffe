import type { FieldError } from "@/server/lib/errors";
import type { PodSpec } from "../types";
import { idRange, validateContainers } from "./containers";
import {
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
import { dnsLabel, dnsSubdomain, ipAddress, qualifiedName } from "./names";
import { validateHostPorts } from "./ports";
import { validateQuantities } from "./resources";
import { validateAffinity, validateTolerations, validateTopologySpread } from "./scheduling";
import { validateVolumes } from "./volumes";

const dnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

/** After Kubernetes' `ValidatePodSpec`; `spec` has its defaults. */
export function validatePodSpec(spec: PodSpec | undefined, field: string): FieldError[] {
  if (!spec) return [required(`${field}.containers`)];
  return [
    ...validateVolumes(spec.volumes, `${field}.volumes`),
    ...validateContainers(spec, field),
    ...validateHostPorts(spec, field),
    ...oneOf(spec.restartPolicy, `${field}.restartPolicy`, ["Always", "OnFailure", "Never"]),
    ...validateDns(spec, field),
    ...validateLabels(spec.nodeSelector, `${field}.nodeSelector`),
    ...validateNames(spec, field),
    ...validateNumbers(spec, field),
    ...validateTolerations(spec.tolerations, `${field}.tolerations`),
    ...validateAffinity(spec.affinity, `${field}.affinity`),
    ...validateTopologySpread(spec.topologySpreadConstraints, `${field}.topologySpreadConstraints`),
    ...validateSecurity(spec.securityContext, `${field}.securityContext`),
    ...validateQuantities(spec.overhead, `${field}.overhead`),
    ...validateLists(spec, field),
  ];
}

function validateDns({ dnsPolicy, dnsConfig }: PodSpec, field: string): FieldError[] {
  const errors = oneOf(dnsPolicy, `${field}.dnsPolicy`, dnsPolicies);
  const { nameservers = [], searches = [] } = dnsConfig ?? {};
  if (dnsPolicy === "None" && !dnsConfig)
    errors.push(required(`${field}.dnsConfig`, "must provide `dnsConfig` when `dnsPolicy` is None"));
  else if (dnsPolicy === "None" && nameservers.length === 0)
    errors.push(
      required(`${field}.dnsConfig.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None"),
    );
  if (nameservers.length > 3)
    errors.push(invalid(`${field}.dnsConfig.nameservers`, nameservers, "must not have more than 3 nameservers"));
  if (searches.length > 32)
    errors.push(invalid(`${field}.dnsConfig.searches`, searches, "must not have more than 32 search paths"));
  return [
    ...errors,
    ...forEachOf(nameservers, `${field}.dnsConfig.nameservers`, (one, at) => invalidEach(at, one, ipAddress(one))),
  ];
}

function validateNames(spec: PodSpec, field: string): FieldError[] {
  const rules = [
    ["nodeName", dnsSubdomain],
    ["hostname", dnsLabel],
    ["subdomain", dnsLabel],
    ["serviceAccountName", dnsSubdomain],
    ["priorityClassName", dnsSubdomain],
    ["runtimeClassName", dnsSubdomain],
  ] as const;
  return [
    ...rules.flatMap(([name, rule]) => {
      const value = spec[name];
      return value ? invalidEach(`${field}.${name}`, value, rule(value)) : [];
    }),
    ...(spec.schedulerName
      ? invalidEach(`${field}.schedulerName`, spec.schedulerName, dnsSubdomain(spec.schedulerName))
      : []),
    ...oneOfIfSet(spec.preemptionPolicy, `${field}.preemptionPolicy`, ["Never", "PreemptLowerPriority"]),
  ];
}

function validateNumbers(spec: PodSpec, field: string): FieldError[] {
  return [...inRange(spec.activeDeadlineSeconds, `${field}.activeDeadlineSeconds`, [1, 2 ** 31 - 1])];
}

function validateSecurity(security: PodSpec["securityContext"], field: string): FieldError[] {
  if (!security) return [];
  const sysctl = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
  return [
    ...(["runAsUser", "runAsGroup", "fsGroup"] as const).flatMap((name) =>
      inRange(security[name], `${field}.${name}`, idRange),
    ),
    ...forEachOf(security.supplementalGroups, `${field}.supplementalGroups`, (group, at) =>
      inRange(group, at, idRange),
    ),
    ...forEachOf(security.sysctls, `${field}.sysctls`, ({ name = "" }, at) => {
      if (name === "") return [required(`${at}.name`)];
      if (name.length <= 253 && sysctl.test(name)) return [];
      const says = `must have at most 253 characters and match regex ${sysctl.source.replace("[./]", "[\\./]")}`;
      return [invalid(`${at}.name`, name, says)];
    }),
  ];
}

function validateLists(spec: PodSpec, field: string): FieldError[] {
  const gates = `${field}.schedulingGates`;
  return [
    ...forEachOf(spec.hostAliases, `${field}.hostAliases`, ({ ip, hostnames }, at) => [
      ...invalidEach(`${at}.ip`, ip ?? "", ipAddress(ip ?? "")),
      ...forEachOf(hostnames, `${at}.hostnames`, (name, one) => invalidEach(one, name, dnsSubdomain(name))),
    ]),
    ...forEachOf(spec.readinessGates, `${field}.readinessGates`, ({ conditionType = "" }, at) =>
      invalidEach(`${at}.conditionType`, conditionType, qualifiedName(conditionType)),
    ),
    ...forEachOf(spec.schedulingGates, gates, ({ name = "" }, at) => invalidEach(at, name, qualifiedName(name))),
    ...duplicatesOf(
      spec.schedulingGates,
      ({ name }) => name,
      (index) => `${gates}[${index}]`,
    ),
    ...(spec.nodeName && spec.schedulingGates?.length
      ? [forbidden(`${field}.nodeName`, "cannot be set until all schedulingGates have been cleared")]
      : []),
  ];
}
