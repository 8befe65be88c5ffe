import { isEqual } from "@/server/lib/equal";
import { ClusterError, messageOf } from "@/server/lib/errors";
import { readAs } from "@/server/objects/check";
import type { KubeObject, MutatingWebhookConfiguration, ValidatingWebhookConfiguration } from "@/server/objects/types";
import { isExempt } from "../exempt";
import { matchedOf } from "../matchedOf";
import type { AdmissionContext, AdmissionRequest, AdmissionStep } from "../request";
import { type Asking, ask, isAsked, type Webhook } from "../webhooks/call";

const mutating = "mutatingwebhookconfigurations.admissionregistration.k8s.io";
const validating = "validatingwebhookconfigurations.admissionregistration.k8s.io";

/**
 * Webhooks that change what will be stored, one after the other by the names of their configurations; what they leave is
 * read and filled in again. One that asks for it (`IfNeeded`) hears again of what a later one changed.
 */
export const mutatingWebhooks: AdmissionStep = {
  name: "mutatingWebhooks",
  async admit(object, request, context) {
    if (isExempt(request)) return object;
    const webhooks = await webhooksIn(mutating, context);
    if (webhooks.length === 0) return object;
    let current = object;
    const seen = new Map<Webhook, KubeObject>();
    for (const webhook of webhooks) {
      current = await asked({ webhook, request, object: current }, context);
      seen.set(webhook, current);
    }
    for (const webhook of webhooks) {
      const before = seen.get(webhook);
      if (webhook.reinvocationPolicy !== "IfNeeded" || !before || isEqual(before, current)) continue;
      current = await asked({ webhook, request, object: current }, context);
    }
    return current;
  },
};

/** Webhooks that may refuse; all are asked at once, and the first refusal by name is told. */
export const validatingWebhooks: AdmissionStep = {
  name: "validatingWebhooks",
  async admit(object, request, context) {
    if (isExempt(request)) return object;
    const webhooks = await webhooksIn(validating, context);
    const answers = await Promise.allSettled(webhooks.map((webhook) => asked({ webhook, request, object }, context)));
    const refused = answers.find((answer) => answer.status === "rejected");
    if (refused) throw refused.reason;
    return object;
  },
};

async function webhooksIn(resource: string, { lookups }: AdmissionContext): Promise<Webhook[]> {
  const found = (await lookups.list(resource)) as readonly (
    | ValidatingWebhookConfiguration
    | MutatingWebhookConfiguration
  )[];
  if (found.length === 0) return [];
  const byName = [...found].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return byName.flatMap(({ webhooks = [] }) => webhooks as Webhook[]);
}

async function asked(asking: Asking, context: AdmissionContext): Promise<KubeObject> {
  const { webhook, object } = asking;
  if (!(await wants(asking, context))) return object;
  const answer = await ask(asking, context);
  return answer === object ? object : settled(answer, asking.request, webhook);
}

async function wants(asking: Asking, context: AdmissionContext): Promise<boolean> {
  const { webhook, request, object } = asking;
  try {
    return isAsked(asking, await matchedOf(object, request, context));
  } catch (error) {
    if (webhook.failurePolicy === "Ignore") return false;
    throw new ClusterError("Forbidden", {
      says: `admission webhook "${webhook.name}" could not be matched: ${messageOf(error)}`,
    });
  }
}

/** What a webhook left, as everything else reads it. */
function settled(answer: KubeObject, { kind }: AdmissionRequest, { name }: Webhook): KubeObject {
  try {
    return kind.defaults(readAs(kind, answer) as unknown as KubeObject);
  } catch (error) {
    throw new ClusterError("InternalError", {
      says: `Internal error occurred: admission webhook "${name}" left an object that cannot be read: ${messageOf(error)}`,
      cause: error,
    });
  }
}
