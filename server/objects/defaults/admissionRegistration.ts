import type {
  MutatingWebhookConfiguration,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  ValidatingWebhookConfiguration,
} from "../types";

interface Matching {
  matchPolicy?: string;
  namespaceSelector?: object;
  objectSelector?: object;
  resourceRules?: { scope?: string }[];
  excludeResourceRules?: { scope?: string }[];
}

/** After Kubernetes' `SetDefaults_MatchResources`. */
function fillMatching(matching: Matching | undefined): void {
  if (!matching) return;
  matching.matchPolicy ??= "Equivalent";
  matching.namespaceSelector ??= {};
  matching.objectSelector ??= {};
  for (const rule of [...(matching.resourceRules ?? []), ...(matching.excludeResourceRules ?? [])]) rule.scope ??= "*";
}

export function fillPolicy({ spec }: ValidatingAdmissionPolicy): void {
  spec.failurePolicy ??= "Fail";
  fillMatching(spec.matchConstraints as Matching | undefined);
}

export function fillBinding({ spec }: ValidatingAdmissionPolicyBinding): void {
  fillMatching(spec.matchResources as Matching | undefined);
}

type Webhook = NonNullable<ValidatingWebhookConfiguration["webhooks"]>[number];

function fillWebhook(webhook: Webhook): void {
  webhook.failurePolicy ??= "Fail";
  webhook.timeoutSeconds ??= 10;
  fillMatching(webhook as Matching);
  for (const rule of (webhook.rules ?? []) as { scope?: string }[]) rule.scope ??= "*";
  const service = webhook.clientConfig?.service;
  if (service) service.port ??= 443;
}

export function fillValidatingWebhooks({ webhooks = [] }: ValidatingWebhookConfiguration): void {
  for (const webhook of webhooks) fillWebhook(webhook);
}

export function fillMutatingWebhooks({ webhooks = [] }: MutatingWebhookConfiguration): void {
  for (const webhook of webhooks) {
    fillWebhook(webhook);
    webhook.reinvocationPolicy ??= "Never";
  }
}
