import { ClusterError, messageOf } from "@/server/lib/errors";
import { groupResource } from "@/server/objects/kind";
import { isMap } from "@/server/objects/patch/json";
import { jsonPatch } from "@/server/objects/patch/jsonPatch";
import type { KubeObject, MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from "@/server/objects/types";

import { compile } from "../cel/expression";
import { toCel } from "../cel/values";
import { type Matched, type Matching, matches } from "../matching";
import type { AdmissionContext, AdmissionRequest } from "../request";
import { requestValues } from "../requestValues";
import type { ClientConfig } from "./client";
import { conditionEnvironment } from "./conditionEnvironment";

export type Webhook = NonNullable<ValidatingWebhookConfiguration["webhooks"]>[number] &
  Pick<NonNullable<MutatingWebhookConfiguration["webhooks"]>[number], "reinvocationPolicy">;

export interface Asking {
  readonly webhook: Webhook;
  readonly request: AdmissionRequest;
  /** As it would be stored now. */
  readonly object: KubeObject;
}

/** Whether the webhook wants to hear of this write. Throws when one of its conditions cannot be evaluated. */
export function isAsked({ webhook, request, object }: Asking, write: Matched): boolean {
  const { rules, matchConditions = [], ...rest } = webhook;
  if ((rules ?? []).length === 0) return false;
  if (!matches({ ...rest, resourceRules: rules } as Matching, write)) return false;
  if (matchConditions.length === 0) return true;
  const values = {
    object: request.verb === "delete" ? null : toCel(object),
    oldObject: request.old ? toCel(request.old) : null,
    request: requestValues(request, object, ""),
  };
  return matchConditions.every(({ expression }) => compile(conditionEnvironment, expression).run(values) === true);
}

/**
 * Asks a webhook. Gives the object as it wants it; throws when it refuses, or cannot be asked and must not be passed by
 * (`failurePolicy: Fail`).
 */
export async function ask(asking: Asking, context: AdmissionContext): Promise<KubeObject> {
  const { webhook, request, object } = asking;
  const { callWebhook } = context;
  if (request.dryRun && webhook.sideEffects !== "None" && webhook.sideEffects !== "NoneOnDryRun")
    throw new ClusterError("BadRequest", { says: `admission webhook "${webhook.name}" does not support dry run` });
  let response: Readonly<Record<string, unknown>>;
  let changed: KubeObject;
  try {
    if (!callWebhook) throw new ClusterError("Unavailable", { says: "webhooks cannot be called from here" });
    response = await callWebhook({
      config: webhook.clientConfig as ClientConfig,
      review: reviewOf(asking, context.random.uuid()),
      timeoutSeconds: webhook.timeoutSeconds ?? 10,
    });
    changed = response.allowed === true ? patched(object, response) : object;
  } catch (error) {
    return failed(asking, error);
  }
  warn(request, response);
  if (response.allowed !== true) throw denied(asking, response);
  return changed;
}

function reviewOf({ request, object }: Asking, uid: string): object {
  const values = requestValues(request, object, uid);
  return {
    kind: "AdmissionReview",
    apiVersion: "admission.k8s.io/v1",
    request: {
      ...values,
      object: request.verb === "delete" ? null : object,
      oldObject: request.old ?? null,
      options: {
        kind: `${values.operation === "DELETE" ? "Delete" : values.operation === "CREATE" ? "Create" : "Update"}Options`,
        apiVersion: "meta.k8s.io/v1",
      },
    },
  };
}

function patched(object: KubeObject, { patch, patchType }: Readonly<Record<string, unknown>>): KubeObject {
  if (patch === undefined || patch === null) return object;
  if (patchType !== "JSONPatch" || typeof patch !== "string")
    throw new ClusterError("InternalError", { says: `webhook returned response.patchType of ${String(patchType)}` });
  const steps: unknown = JSON.parse(Buffer.from(patch, "base64").toString());
  if (!Array.isArray(steps)) throw new ClusterError("InternalError", { says: "the patch is no list of operations" });
  return jsonPatch(object, steps) as KubeObject;
}

function warn({ warn: tell }: AdmissionRequest, { warnings }: Readonly<Record<string, unknown>>): void {
  if (Array.isArray(warnings)) for (const text of warnings) if (typeof text === "string") tell?.(text);
}

function failed({ webhook, object }: Asking, error: unknown): KubeObject {
  if (webhook.failurePolicy === "Ignore") return object;
  throw new ClusterError("InternalError", {
    says: `Internal error occurred: failed calling webhook "${webhook.name}": failed to call webhook: ${messageOf(error)}`,
    cause: error,
  });
}

/** The webhook's own words, and its code where that is one of a refusal. */
function denied({ webhook, request, object }: Asking, { status }: Readonly<Record<string, unknown>>): ClusterError {
  const told = isMap(status) ? status : {};
  const words = [told.message, told.reason].find((text) => typeof text === "string" && text !== "");
  const why = words === undefined ? " without explanation" : `: ${words}`;
  const { kind } = request;
  const reason =
    told.code === 400 ? "BadRequest" : told.code === 409 ? "Conflict" : told.code === 422 ? "Invalid" : "Forbidden";
  const says = `admission webhook "${webhook.name}" denied the request${why}`;
  return new ClusterError(reason, { says, about: { kind: groupResource(kind), name: object.metadata.name } });
}
