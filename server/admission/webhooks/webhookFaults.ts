import type { FieldError } from "@/server/lib/errors";
import type { KindDefinition } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import { expressionFaults } from "../cel/expressionFaults";
import { conditionEnvironment } from "./conditionEnvironment";

interface Configured {
  readonly webhooks?: readonly { readonly matchConditions?: readonly { readonly expression: string }[] }[];
}

export function isWebhookConfiguration({ group, kind }: KindDefinition): boolean {
  return group === "admissionregistration.k8s.io" && kind.endsWith("WebhookConfiguration");
}

/** What is wrong with the conditions on which webhooks are asked; those that did not change are not judged again. */
export function webhookFaults(object: KubeObject, old: KubeObject | undefined): FieldError[] {
  const known = new Set(conditionsOf(old).map(({ expression }) => expression));
  return conditionsOf(object)
    .filter(({ expression }) => !known.has(expression))
    .flatMap(({ expression, field }) => expressionFaults(conditionEnvironment, expression, { field, type: "bool" }));
}

function conditionsOf(object: KubeObject | undefined) {
  const { webhooks = [] } = (object ?? {}) as Configured;
  return webhooks.flatMap(({ matchConditions = [] }, at) =>
    matchConditions.map(({ expression }, index) => ({
      expression,
      field: `webhooks[${at}].matchConditions[${index}].expression`,
    })),
  );
}
