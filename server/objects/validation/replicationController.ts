import type { FieldError } from "@/server/lib/errors";
import { matchesLabels } from "../selector";
import type { ReplicationController } from "../types";
import { forbidden, invalid, nonNegative, notSupported, required } from "./fieldErrors";
import { validateTemplate } from "./template";

/** After Kubernetes' `ValidateReplicationController`. */
export function validateReplicationController({ spec }: ReplicationController): FieldError[] {
  return [
    ...nonNegative(spec.minReadySeconds, "spec.minReadySeconds"),
    ...(Object.keys(spec.selector ?? {}).length === 0 ? [required("spec.selector")] : []),
    ...nonNegative(spec.replicas, "spec.replicas"),
    ...validateMade(spec),
  ];
}

function validateMade({ selector = {}, template }: ReplicationController["spec"]): FieldError[] {
  const field = "spec.template";
  if (!template) return [required(field)];
  const labels = template.metadata?.labels;
  const { restartPolicy, activeDeadlineSeconds } = template.spec ?? {};
  return [
    ...(Object.keys(selector).length > 0 && !matchesLabels(selector, labels)
      ? [invalid(`${field}.metadata.labels`, labels ?? null, "`selector` does not match template `labels`")]
      : []),
    ...validateTemplate(template, field),
    ...(restartPolicy === undefined || restartPolicy === "Always"
      ? []
      : [notSupported(`${field}.spec.restartPolicy`, restartPolicy, ["Always"])]),
    ...(activeDeadlineSeconds === undefined
      ? []
      : [
          forbidden(
            `${field}.spec.activeDeadlineSeconds`,
            "activeDeadlineSeconds in ReplicationController is not Supported",
          ),
        ]),
  ];
}
