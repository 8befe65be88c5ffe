import type { FieldError } from "@/server/lib/errors";
import type { PodTemplate, StatefulSet } from "../types";
import { forEachOf, notSupported, required } from "./fieldErrors";

type ClaimTemplate = NonNullable<StatefulSet["spec"]["volumeClaimTemplates"]>[number];

const accessModes = ["ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"];

/** What a claim must say to be bound at all, after Kubernetes' `ValidatePersistentVolumeClaimSpec`. */
export function validateClaimTemplates(
  claims: readonly ClaimTemplate[] | undefined,
  field = "spec.volumeClaimTemplates",
): FieldError[] {
  return forEachOf(claims, field, ({ spec }, at) => [
    ...(spec?.accessModes?.length
      ? spec.accessModes
          .filter((mode) => !accessModes.includes(mode))
          .map((mode) => notSupported(`${at}.spec.accessModes`, mode, accessModes))
      : [required(`${at}.spec.accessModes`, "at least 1 access mode is required")]),
    ...(spec?.resources?.requests?.storage === undefined ? [required(`${at}.spec.resources[storage]`)] : []),
  ]);
}

/** The template as its pods will have it: each claim is a volume, in front, in place of one of the same name. */
export function withClaimVolumes(template: PodTemplate | undefined, claims: readonly ClaimTemplate[] = []) {
  if (!template?.spec || claims.length === 0) return template;
  const names = new Set(claims.map(({ metadata }) => metadata?.name ?? ""));
  const made = [...names].map((name) => ({ name, persistentVolumeClaim: { claimName: name } }));
  const others = (template.spec.volumes ?? []).filter(({ name }) => !names.has(name));
  return { ...template, spec: { ...template.spec, volumes: [...made, ...others] } };
}
