import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import type { RuntimeClass } from "../types";
import { duplicate, immutable, invalidEach, required } from "./fieldErrors";
import { validateLabels } from "./labels";
import { dnsLabel } from "./names";
import { validateContainerList } from "./resources";
import { validateTolerations } from "./scheduling";

/** After Kubernetes' `ValidateRuntimeClass`; the paths are its own. */
export function validateRuntimeClass(
  { handler, overhead, scheduling }: RuntimeClass,
  old?: RuntimeClass,
): FieldError[] {
  const tolerations = scheduling?.tolerations ?? [];
  const field = "scheduling.tolerations";
  return [
    ...(handler ? invalidEach("handler", handler, dnsLabel(handler)) : [required("handler")]),
    ...validateContainerList(overhead?.podFixed, "overhead.limits"),
    ...validateLabels(scheduling?.nodeSelector, "scheduling.nodeSelector"),
    ...tolerations.flatMap((one, index) =>
      tolerations.slice(0, index).some((other) => isEqual(one, other))
        ? [duplicate(`${field}[${index}]`, shown(one))]
        : [],
    ),
    ...validateTolerations(scheduling?.tolerations, field),
    ...(old ? immutable(handler, old.handler, "handler") : []),
  ];
}

type Toleration = NonNullable<NonNullable<RuntimeClass["scheduling"]>["tolerations"]>[number];

function shown({ key, operator, value, effect, tolerationSeconds }: Toleration): object {
  return {
    Key: key ?? "",
    Operator: operator ?? "",
    Value: value ?? "",
    Effect: effect ?? "",
    TolerationSeconds: tolerationSeconds ?? null,
  };
}
