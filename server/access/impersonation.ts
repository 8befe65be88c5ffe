import type { Subject } from "@/server/cluster/subject";
import { ClusterError } from "@/server/lib/errors";
import { forbidden } from "./policy";
import type { Attributes, Policy } from "./policyTypes";

/** The headers of a request, by their names in small letters, each value on its own. */
export type Headers = Readonly<Record<string, readonly string[] | undefined>>;

interface Wanted {
  readonly name: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

const extraPrefix = "impersonate-extra-";

/**
 * Who asks once `Impersonate-User`, `-Group`, `-Uid` and `-Extra-KEY` have had their say (kubectl's `--as`): somebody
 * else, where RBAC's verb `impersonate` allows each of them to who really asks, as Kubernetes' API server does it.
 * Throws `Forbidden` where it does not, `BadRequest` where no user is named.
 */
export async function impersonated(
  asker: Subject,
  headers: Headers,
  policy: Pick<Policy, "authorise">,
): Promise<Subject> {
  const wanted = wantedBy(headers);
  if (!wanted) return asker;
  for (const asked of askedOf(wanted)) {
    const attributes = { verb: "impersonate", ...asked };
    const { isAllowed, reason } = await policy.authorise(asker, attributes);
    if (!isAllowed) throw forbidden(asker, attributes, reason);
  }
  return {
    name: wanted.name,
    groups: groupsOf(wanted),
    ...(wanted.uid && { uid: wanted.uid }),
    ...(Object.keys(wanted.extra).length > 0 && { extra: wanted.extra }),
    ...(asker.via && { via: asker.via }),
    impersonatedBy: asker.name,
  };
}

function wantedBy(headers: Headers): Wanted | undefined {
  const name = headers["impersonate-user"]?.[0] ?? "";
  const uid = headers["impersonate-uid"]?.[0] ?? "";
  const groups = headers["impersonate-group"] ?? [];
  const extra: Record<string, readonly string[]> = Object.fromEntries(
    Object.entries(headers).flatMap(([header, values]) =>
      header.startsWith(extraPrefix) && values ? [[decoded(header.slice(extraPrefix.length)), values]] : [],
    ),
  );
  const wanted = { name, uid, groups, extra };
  if (name) return wanted;
  if (uid || groups.length > 0 || Object.keys(extra).length > 0)
    throw new ClusterError("BadRequest", { says: `requested ${inGo(wanted)} without impersonating a user name` });
  return undefined;
}

/** What must be allowed: the user, or the service account, each group, each value of each extra, and the uid. */
function* askedOf({ name, groups, extra, uid }: Wanted): Iterable<Omit<Attributes, "verb">> {
  const account = accountOf(name);
  if (account) yield { group: "", resource: "serviceaccounts", ...account };
  else yield { group: "", resource: "users", name };
  for (const group of groups) yield { group: "", resource: "groups", name: group };
  const group = "authentication.k8s.io";
  for (const [key, values] of Object.entries(extra))
    for (const value of values) yield { group, resource: "userextras", subresource: key, name: value };
  if (uid) yield { group, resource: "uids", name: uid };
}

/** Everybody is known or unknown; a service account for which no groups were named has those of its namespace. */
function groupsOf({ name, groups }: Wanted): readonly string[] {
  const account = accountOf(name);
  const own = account && groups.length === 0 ? accountGroups(account.namespace) : groups;
  const unknown = "system:unauthenticated";
  if (own.includes("system:authenticated") || own.includes(unknown)) return own;
  return [...own, name === "system:anonymous" ? unknown : "system:authenticated"];
}

function accountGroups(namespace: string): string[] {
  return ["system:serviceaccounts", `system:serviceaccounts:${namespace}`];
}

function accountOf(user: string): { readonly namespace: string; readonly name: string } | undefined {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  return namespace !== undefined && name !== undefined ? { namespace, name } : undefined;
}

function decoded(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** The API server of Kubernetes prints what was wanted as its language does. */
function inGo({ name, uid, groups, extra }: Wanted): string {
  const list = (values: readonly string[]) => `{${values.map((value) => JSON.stringify(value)).join(", ")}}`;
  const map = Object.entries(extra).map(([key, values]) => `${JSON.stringify(key)}:[]string${list(values)}`);
  const shownGroups = groups.length > 0 ? `[]string${list(groups)}` : "[]string(nil)";
  const shownExtra = map.length > 0 ? `map[string][]string{${map.join(", ")}}` : "map[string][]string(nil)";
  const [shownName, shownUid] = [JSON.stringify(name), JSON.stringify(uid)];
  return `&user.DefaultInfo{Name:${shownName}, UID:${shownUid}, Groups:${shownGroups}, Extra:${shownExtra}}`;
}
