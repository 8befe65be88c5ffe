import { forbidden } from "@/server/access/policy";
import type { Attributes } from "@/server/access/policyTypes";
import type { Verb } from "@/server/cluster/cluster";
import { groupResource } from "@/server/objects/kind";
import type { Context } from "./context";

/** The right that an act needs, in RBAC's words. */
export interface ActPolicy {
  readonly verb: Verb;
  /** `deployments.apps`, `pods/eviction`, `users.platform.pilothouse.dev`; `*` for an act that names its objects itself. */
  readonly resource: string;
}

/** Rows that are no objects (users, audit): only a role with every right has one here. */
export const rowGroup = "platform.pilothouse.dev";

/** Throws `Forbidden` where the subject may not, in the namespace and for the name that the input gives. */
export async function requireRight(ctx: Context, policy: ActPolicy, input: unknown): Promise<void> {
  if (policy.resource === "*") return;
  const attributes = attributesOf(ctx, policy, input);
  const decision = await ctx.services.policy.authorise(ctx.subject, attributes);
  if (decision.isAllowed) return;
  throw forbidden(ctx.subject, attributes, decision.reason);
}

function attributesOf(ctx: Context, { verb, resource: text }: ActPolicy, input: unknown): Attributes {
  const [full = "", subresource] = text.split("/");
  const dot = full.indexOf(".");
  const [resource, group] = dot < 0 ? [full, ""] : [full.slice(0, dot), full.slice(dot + 1)];
  const kind = ctx.cluster.kinds().find((one) => groupResource(one) === full);
  const isNamespaced = kind?.isNamespaced ?? false;
  return {
    verb,
    group,
    resource,
    subresource,
    namespace: isNamespaced ? textIn(input, "namespace") : undefined,
    name: verb === "create" || verb === "list" ? undefined : textIn(input, "name"),
  };
}

function textIn(input: unknown, name: string): string | undefined {
  const value: unknown = typeof input === "object" && input !== null ? Reflect.get(input, name) : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}
