import type { FieldError } from "@/server/lib/errors";
import type { Container, PodSpec } from "../types";
import { validateEnv, validateEnvFrom } from "./env";
import {
  duplicate,
  forbidden,
  forEachOf,
  inRange,
  invalid,
  invalidEach,
  oneOf,
  oneOfIfSet,
  required,
} from "./fieldErrors";
import { dnsLabel } from "./names";
import { validateContainerPorts } from "./ports";
import { validateLifecycle, validateProbe } from "./probes";
import { validateResources } from "./resources";
import { validateMounts } from "./volumes";

const probes = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
/** User and group ids, as Linux has them. */
export const idRange = [0, 2 ** 31 - 1] as const;

export interface Around {
  readonly volumes: ReadonlySet<string>;
  readonly graceSeconds: number;
}

/** The containers of a pod, init containers first; no two share a name. */
export function validateContainers(spec: PodSpec, field: string): FieldError[] {
  const around: Around = {
    volumes: new Set((spec.volumes ?? []).map(({ name }) => name)),
    graceSeconds: spec.terminationGracePeriodSeconds ?? 30,
  };
  const names = new Set<string>();
  const isTaken = (name: string | undefined) => {
    const taken = name !== undefined && names.has(name);
    if (name) names.add(name);
    return taken;
  };
  const main = forEachOf(spec.containers, `${field}.containers`, (container, at) => [
    ...validateContainer(container, at, around),
    ...(isTaken(container.name) ? [duplicate(`${at}.name`, container.name)] : []),
    ...validateRestart(container, at),
  ]);
  const init = forEachOf(spec.initContainers, `${field}.initContainers`, (container, at) => [
    ...validateContainer(container, at, around),
    ...(isTaken(container.name) ? [duplicate(`${at}.name`, container.name)] : []),
    ...validateInit(container, at),
  ]);
  return [...(spec.containers?.length ? [] : [required(`${field}.containers`)]), ...main, ...init];
}

/** One container, whatever list it is in. */
export function validateContainer(container: Container, field: string, around: Around): FieldError[] {
  const { name, image = "", imagePullPolicy, terminationMessagePolicy, restartPolicy } = container;
  return [
    ...(name ? invalidEach(`${field}.name`, name, dnsLabel(name)) : [required(`${field}.name`)]),
    ...(image === "" ? [required(`${field}.image`)] : []),
    ...(image === image.trim()
      ? []
      : [invalid(`${field}.image`, image, "must not have leading or trailing whitespace")]),
    ...oneOf(imagePullPolicy, `${field}.imagePullPolicy`, ["Always", "IfNotPresent", "Never"]),
    ...oneOf(terminationMessagePolicy, `${field}.terminationMessagePolicy`, ["File", "FallbackToLogsOnError"]),
    ...validateContainerPorts(container.ports, `${field}.ports`),
    ...validateEnv(container.env, `${field}.env`),
    ...validateEnvFrom(container.envFrom, `${field}.envFrom`),
    ...validateMounts(container.volumeMounts, `${field}.volumeMounts`, around.volumes),
    ...(isPlainInit(field, restartPolicy) ? [] : validateHandlers(container, field, around)),
    ...validateResources(container.resources, `${field}.resources`),
    ...validateSecurity(container.securityContext, `${field}.securityContext`),
  ];
}

function isPlainInit(field: string, restartPolicy: string | undefined): boolean {
  return field.includes(".initContainers[") && restartPolicy !== "Always";
}

function validateHandlers(container: Container, field: string, around: Around): FieldError[] {
  return [
    ...validateLifecycle(container.lifecycle, `${field}.lifecycle`, around.graceSeconds),
    ...probes.flatMap((name) => validateProbe(container[name], name, `${field}.${name}`)),
  ];
}

/** What runs to its end before the rest has no use for probes and hooks; a sidecar (restartPolicy Always) has. */
function validateInit(container: Container, field: string): FieldError[] {
  const restart = oneOfIfSet(container.restartPolicy, `${field}.restartPolicy`, ["Always", "Never", "OnFailure"]);
  if (container.restartPolicy === "Always") return restart;
  const says = "may not be set for init containers without restartPolicy=Always";
  return [
    ...restart,
    ...(["lifecycle", ...probes] as const).flatMap((name) =>
      container[name] ? [forbidden(`${field}.${name}`, says)] : [],
    ),
  ];
}

function validateRestart({ restartPolicy }: Container, field: string): FieldError[] {
  return oneOfIfSet(restartPolicy, `${field}.restartPolicy`, ["Always", "Never", "OnFailure"]);
}

function validateSecurity(security: Container["securityContext"], field: string): FieldError[] {
  if (!security) return [];
  const says = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true";
  return [
    ...inRange(security.runAsUser, `${field}.runAsUser`, idRange),
    ...inRange(security.runAsGroup, `${field}.runAsGroup`, idRange),
    ...(security.privileged && security.allowPrivilegeEscalation === false ? [invalid(field, security, says)] : []),
  ];
}
