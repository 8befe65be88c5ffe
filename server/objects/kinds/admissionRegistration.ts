import {
  fillBinding,
  fillMutatingWebhooks,
  fillPolicy,
  fillValidatingWebhooks,
} from "../defaults/admissionRegistration";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validateBinding, validatePolicy, validateWebhooks } from "../validation/admissionRegistration";

const common = {
  group: "admissionregistration.k8s.io",
  version: "v1",
  categories: ["api-extensions"],
  isNamespaced: false,
  tellsMissing: true,
} as const;

/** What a write must not break, in CEL. */
export const validatingAdmissionPolicy = defineKind({
  ...common,
  kind: "ValidatingAdmissionPolicy",
  plural: "validatingadmissionpolicies",
  subresources: ["status"],
  schema: schemaOf("admissionregistration.v1.ValidatingAdmissionPolicy"),
  fill: fillPolicy,
  check: validatePolicy,
  columns: [
    { name: "Validations", type: "integer", value: ({ spec }) => (spec.validations ?? []).length },
    {
      name: "ParamKind",
      type: "string",
      value: ({ spec: { paramKind } }) => (paramKind ? `${paramKind.apiVersion}/${paramKind.kind}` : "<unset>"),
    },
  ],
});

/** Where a policy holds, with which parameters, and what breaking it does. */
export const validatingAdmissionPolicyBinding = defineKind({
  ...common,
  kind: "ValidatingAdmissionPolicyBinding",
  plural: "validatingadmissionpolicybindings",
  schema: schemaOf("admissionregistration.v1.ValidatingAdmissionPolicyBinding"),
  fill: fillBinding,
  check: validateBinding,
  columns: [
    { name: "PolicyName", type: "string", value: ({ spec }) => spec.policyName ?? "" },
    {
      name: "ParamRef",
      type: "string",
      value: ({ spec: { paramRef } }) => {
        if (!paramRef) return "<unset>";
        return [paramRef.namespace ?? "*", paramRef.name ?? "*"].join("/");
      },
    },
  ],
});

export const validatingWebhookConfiguration = defineKind({
  ...common,
  kind: "ValidatingWebhookConfiguration",
  plural: "validatingwebhookconfigurations",
  schema: schemaOf("admissionregistration.v1.ValidatingWebhookConfiguration"),
  fill: fillValidatingWebhooks,
  check: validateWebhooks,
  columns: [{ name: "Webhooks", type: "integer", value: ({ webhooks }) => (webhooks ?? []).length }],
});

export const mutatingWebhookConfiguration = defineKind({
  ...common,
  kind: "MutatingWebhookConfiguration",
  plural: "mutatingwebhookconfigurations",
  schema: schemaOf("admissionregistration.v1.MutatingWebhookConfiguration"),
  fill: fillMutatingWebhooks,
  check: validateWebhooks,
  columns: [{ name: "Webhooks", type: "integer", value: ({ webhooks }) => (webhooks ?? []).length }],
});
