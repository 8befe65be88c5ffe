import type { UpdateOptions, Verb } from "@/server/cluster/cluster";
import { isReason } from "@/server/lib/errors";
import { apiVersionOf } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import { type Exchange, kindName, nameIn } from "./exchange";

/**
 * Whoever may not write hears so before the body is read, as in Kubernetes: reading one is work that only those may ask
 * for who may write. Refused by the cluster itself, so that it is in the audit. Throws `Forbidden`.
 */
export async function refuseFirst(exchange: Exchange, verb: Verb | undefined): Promise<void> {
  const attempt = verb && attempts[verb];
  const { cluster, path } = exchange;
  const { namespace, name, subresource } = path;
  if (!attempt || (verb === "create" && subresource !== undefined)) return;
  if (await cluster.can(verb, kindName(exchange), { namespace, name, subresource })) return;
  await attempt(exchange).catch((error: unknown) => {
    if (isReason(error, "Forbidden")) throw error;
  });
}

/** A role may have come meanwhile: of an object with this identity there is none to change. */
const nobodys = "none";

const attempts: Partial<Record<Verb, (exchange: Exchange) => Promise<unknown>>> = {
  create: (exchange) => exchange.cluster.create(kindName(exchange), emptyIn(exchange), dryRunOf(exchange)),
  update: (exchange) =>
    exchange.cluster.update(kindName(exchange), emptyIn(exchange) as unknown as KubeObject, optionsOf(exchange)),
  patch: (exchange) => {
    const body = { metadata: { uid: nobodys } };
    return exchange.cluster.patch(kindName(exchange), nameIn(exchange), { type: "merge", body }, optionsOf(exchange));
  },
  delete: (exchange) =>
    exchange.cluster.delete(kindName(exchange), nameIn(exchange), { ...dryRunOf(exchange), uid: nobodys }),
};

function emptyIn({ kind, path }: Exchange) {
  const { namespace, name } = path;
  const identity = name === undefined ? {} : { name, uid: nobodys };
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata: { ...identity, ...(namespace && { namespace }) },
  };
}

/** A dry run leaves no trace in the audit, refused or not. */
function dryRunOf({ query }: Exchange): { readonly dryRun?: boolean } {
  return query.get("dryRun") === "All" ? { dryRun: true } : {};
}

function optionsOf(exchange: Exchange): UpdateOptions {
  const { subresource } = exchange.path;
  return { ...dryRunOf(exchange), ...(subresource && { subresource: subresource as UpdateOptions["subresource"] }) };
}
