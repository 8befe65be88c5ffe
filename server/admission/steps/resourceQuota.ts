import { groupResource, type KindDefinition } from "@/server/objects/kind";
import { parseQuantity } from "@/server/objects/quantity";
import { type Amounts, amountText, sumOf } from "@/server/objects/quota/amounts";
import { isInScope } from "@/server/objects/quota/scopes";
import { unspecified, usageOf } from "@/server/objects/quota/usage";
import type { KubeObject, Pod, ResourceQuota } from "@/server/objects/types";
import { refused } from "../forbidden";
import type { AdmissionContext, AdmissionRequest, AdmissionStep } from "../request";

/** An update of these may cost more than what is stored; of others only their number counts. */
const growing = new Set(["pods", "services", "persistentvolumeclaims"]);

/**
 * No namespace holds more than its ResourceQuotas let it. What is used is counted from what is stored, and whoever writes
 * holds the namespace's lock until the write is stored (`mayCost`), so that two writers never both take the last of it.
 */
export const resourceQuota: AdmissionStep = {
  name: "resourceQuota",
  async admit(object, request, context) {
    const { kind, verb, old } = request;
    const { namespace } = object.metadata;
    if (!namespace || !mayCost(request)) return object;
    const resource = groupResource(kind);
    const quotas = (await context.lookups.list("resourcequotas", namespace)) as readonly ResourceQuota[];
    if (quotas.length === 0) return object;
    if (verb === "create" && resource === "pods") mustSpecify(object as Pod, quotas, kind);
    for (const quota of quotas) {
      const before = old ? usageOf(resource, old, quota.spec) : {};
      const wanted = difference(usageOf(resource, object, quota.spec), before);
      if (Object.keys(wanted).length > 0) await mustFit(wanted, quota, { object, request, context });
    }
    return object;
  },
};

/** Whether a write could take from a quota: it must be alone in its namespace with others that could. */
export function mayCost({ kind, verb, subresource }: Pick<AdmissionRequest, "kind" | "verb" | "subresource">): boolean {
  if (!kind.isNamespaced || kind.storage === "memory" || subresource) return false;
  return verb === "create" || (verb === "update" && growing.has(groupResource(kind)));
}

/** What is wanted beyond what was there. */
function difference(next: Amounts, before: Amounts): Amounts {
  const rest = Object.entries(next).map(([name, amount]) => [name, amount - (before[name] ?? 0)] as const);
  return Object.fromEntries(rest.filter(([, amount]) => amount > 0));
}

function mustSpecify(pod: Pod, quotas: readonly ResourceQuota[], kind: KindDefinition): void {
  for (const { metadata, spec } of quotas) {
    const missing = isInScope(pod, spec) ? unspecified(pod, spec) : undefined;
    if (missing) throw refused(kind, nameOf(pod), `failed quota: ${metadata.name}: must specify ${missing}`);
  }
}

interface Writing {
  readonly object: KubeObject;
  readonly request: AdmissionRequest;
  readonly context: AdmissionContext;
}

async function mustFit(wanted: Amounts, { metadata, spec }: ResourceQuota, writing: Writing): Promise<void> {
  const { object, request, context } = writing;
  const resource = groupResource(request.kind);
  const all = await context.lookups.list(resource, metadata.namespace);
  const used = sumOf(all.map((one) => usageOf(resource, one, spec)));
  const exceeded = Object.keys(wanted)
    .filter((name) => (used[name] ?? 0) + (wanted[name] ?? 0) > (parseQuantity(spec.hard?.[name] ?? 0) ?? 0))
    .sort();
  if (exceeded.length === 0) return;
  const list = (amounts: Amounts) =>
    exceeded.map((name) => `${name}=${amountText(name, amounts[name] ?? 0)}`).join(",");
  const limited = exceeded.map((name) => `${name}=${spec.hard?.[name]}`).join(",");
  const why = `exceeded quota: ${metadata.name}, requested: ${list(wanted)}, used: ${list(used)}, limited: ${limited}`;
  throw refused(request.kind, nameOf(object), why);
}

function nameOf({ metadata }: KubeObject): string {
  return metadata.name || metadata.generateName || "";
}
