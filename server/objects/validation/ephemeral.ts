import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import type { PodSpec } from "../types";
import { validateContainer } from "./containers";
import { duplicate, forbidden, notFound } from "./fieldErrors";

type Ephemeral = NonNullable<PodSpec["ephemeralContainers"]>[number];

/** What only a container that is there from the start may have. */
const notForEphemeral = ["ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "resources"] as const;

/** Said to be forbidden, not looked into. */
const withoutHandlers = {
  ports: undefined,
  resources: undefined,
  lifecycle: undefined,
  livenessProbe: undefined,
  readinessProbe: undefined,
  startupProbe: undefined,
};

/** After Kubernetes' `ValidatePodEphemeralContainersUpdate`: sound ones may be added, and none changed or removed. */
export function validateEphemeralUpdate(spec: PodSpec, old: PodSpec): FieldError[] {
  const field = "spec.ephemeralContainers";
  const found = new Map((spec.ephemeralContainers ?? []).map((container) => [container.name, container]));
  const kept = (old.ephemeralContainers ?? []).flatMap((container) => {
    const now = found.get(container.name);
    if (!now) return [forbidden(field, `existing ephemeral containers "${container.name}" may not be removed`)];
    if (isEqual(now, container)) return [];
    return [forbidden(field, `existing ephemeral containers "${container.name}" may not be changed`)];
  });
  return [...validateEphemeral(spec), ...kept];
}

function validateEphemeral(spec: PodSpec): FieldError[] {
  const others = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const taken = new Set(others.map(({ name }) => name));
  return (spec.ephemeralContainers ?? []).flatMap((container, index) => {
    const faults = faultsOf(container, { field: `spec.ephemeralContainers[${index}]`, spec, taken });
    taken.add(container.name);
    return faults;
  });
}

function faultsOf(
  container: Ephemeral,
  { field, spec, taken }: { readonly field: string; readonly spec: PodSpec; readonly taken: ReadonlySet<string> },
): FieldError[] {
  const { name, targetContainerName } = container;
  const volumes = new Set((spec.volumes ?? []).map((volume) => volume.name));
  const targets = (spec.containers ?? []).map((one) => one.name);
  const isSet = (value: unknown) => value !== undefined && !isEqual(value, {}) && !isEqual(value, []);
  return [
    ...validateContainer({ ...container, ...withoutHandlers }, field, { volumes, graceSeconds: 0 }),
    ...(taken.has(name) ? [duplicate(`${field}.name`, name)] : []),
    ...(targetContainerName && !targets.includes(targetContainerName)
      ? [notFound(`${field}.targetContainerName`, targetContainerName)]
      : []),
    ...notForEphemeral.flatMap((one) =>
      isSet(Reflect.get(container, one))
        ? [forbidden(`${field}.${one}`, "cannot be set for an Ephemeral Container")]
        : [],
    ),
  ];
}
