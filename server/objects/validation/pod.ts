import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import type { Container, Pod, PodSpec } from "../types";
import { forbidden, invalid } from "./fieldErrors";
import { validatePodSpec } from "./podSpec";

export function validatePod(pod: Pod, old?: Pod): FieldError[] {
  const isEphemeral = !old && (pod.spec.ephemeralContainers?.length ?? 0) > 0;
  return [
    ...validatePodSpec(pod.spec, "spec"),
    ...(isEphemeral ? [forbidden("spec.ephemeralContainers", "cannot be set on create")] : []),
    ...(old ? validatePodUpdate(pod, old) : []),
  ];
}

const may = [
  "`spec.containers[*].image`",
  "`spec.initContainers[*].image`",
  "`spec.activeDeadlineSeconds`",
  "`spec.tolerations` (only additions to existing tolerations)",
  "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
].join(",");

/** After Kubernetes' `ValidatePodUpdate`: a pod is what it was made as, but for a few fields. */
function validatePodUpdate({ spec }: Pod, { spec: old }: Pod): FieldError[] {
  const counts = (["containers", "initContainers"] as const).flatMap((list) =>
    (spec[list]?.length ?? 0) === (old[list]?.length ?? 0)
      ? []
      : [forbidden(`spec.${list}`, "pod updates may not add or remove containers")],
  );
  if (counts.length > 0) return counts;
  const isSameOtherwise = isEqual(withoutMutable(spec, old), withoutMutable(old, old));
  return [
    ...validateGates(spec, old),
    ...validateDeadline(spec.activeDeadlineSeconds, old.activeDeadlineSeconds),
    ...validateTolerationsKept(spec, old),
    ...(isSameOtherwise ? [] : [forbidden("spec", `pod updates may not change fields other than ${may}`)]),
  ];
}

/** The spec with every field that may change as it was. While a pod waits at a gate, its node selection may narrow. */
function withoutMutable(spec: PodSpec, old: PodSpec): PodSpec {
  const images = (list: readonly Container[] | undefined) => list?.map((container) => ({ ...container, image: "" }));
  const isGated = (old.schedulingGates?.length ?? 0) > 0;
  return {
    ...spec,
    containers: images(spec.containers) ?? [],
    initContainers: images(spec.initContainers),
    activeDeadlineSeconds: undefined,
    tolerations: undefined,
    schedulingGates: undefined,
    ...(isGated ? { nodeSelector: undefined, affinity: undefined } : {}),
  };
}

function validateGates(spec: PodSpec, old: PodSpec): FieldError[] {
  const before = new Set((old.schedulingGates ?? []).map(({ name }) => name));
  return (spec.schedulingGates ?? []).flatMap(({ name }, index) =>
    before.has(name)
      ? []
      : [
          forbidden(
            `spec.schedulingGates[${index}].name`,
            `only deletion is allowed, but found new scheduling gate '${name}'`,
          ),
        ],
  );
}

function validateDeadline(value: number | undefined, old: number | undefined): FieldError[] {
  if (old === undefined || value === old) return [];
  if (value === undefined)
    return [invalid("spec.activeDeadlineSeconds", null, "must not update from a positive integer to nil value")];
  return value < old
    ? []
    : [invalid("spec.activeDeadlineSeconds", value, "must be less than or equal to previous value")];
}

function validateTolerationsKept(spec: PodSpec, old: PodSpec): FieldError[] {
  const isKept = (old.tolerations ?? []).every((one) =>
    (spec.tolerations ?? []).some((other) =>
      isEqual({ ...one, tolerationSeconds: 0 }, { ...other, tolerationSeconds: 0 }),
    ),
  );
  return isKept
    ? []
    : [forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")];
}
