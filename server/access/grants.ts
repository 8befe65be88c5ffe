import type { Subject } from "@/server/cluster/subject";
import { type Limits, limitsOf } from "@/server/objects/rbac/limits";
import type {
  ClusterRole,
  ClusterRoleBinding,
  PolicyRule,
  RbacSubject,
  Role,
  RoleBinding,
} from "@/server/objects/types";

export type RbacObject = Role | ClusterRole | RoleBinding | ClusterRoleBinding;

/** A role's rules, as somebody has them by a binding. */
export interface Held {
  readonly rules: readonly PolicyRule[];
  readonly limits?: Limits;
  /** In Kubernetes' words: `ClusterRoleBinding "a" of ClusterRole "b" to Group "c"`. */
  readonly by: string;
}

interface KnownRole {
  readonly rules: readonly PolicyRule[];
  readonly limits?: Limits;
}

interface Bound {
  readonly role: RoleRef;
  readonly by: string;
}

interface RoleRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** The scope of a ClusterRoleBinding. */
const everywhere = "";

/**
 * RBAC's objects, indexed by who is bound: what one has in a namespace is found without looking at anybody else's
 * bindings. Objects are put in and taken out as they change.
 */
export class Grants {
  readonly #roles = new Map<string, KnownRole>();
  /** Subject → namespace (or everywhere) → binding → what it gives. */
  readonly #bound = new Map<string, Map<string, Map<string, Bound>>>();
  readonly #subjectsOf = new Map<string, readonly string[]>();

  put(object: RbacObject): void {
    if (isBinding(object)) this.#bind(object);
    else this.#roles.set(roleKey(refOf(object)), { rules: object.rules ?? [], limits: limitsOf(object.metadata) });
  }

  remove(object: RbacObject): void {
    if (isBinding(object)) this.#unbind(object);
    else this.#roles.delete(roleKey(refOf(object)));
  }

  /** Undefined when there is no such role. */
  role(ref: RoleRef): KnownRole | undefined {
    return this.#roles.get(roleKey(ref));
  }

  /** What holds for a subject in a namespace: what is bound there, and in the whole cluster. */
  *heldBy(subject: Subject, namespace: string | undefined): Generator<Held> {
    for (const key of [userKey(subject.name), ...subject.groups.map(groupKey)]) {
      const scopes = this.#bound.get(key);
      if (!scopes) continue;
      for (const scope of namespace ? [everywhere, namespace] : [everywhere])
        for (const { role, by } of scopes.get(scope)?.values() ?? []) {
          const known = this.#roles.get(roleKey(role));
          if (known) yield { ...known, by };
        }
    }
  }

  /** The roles that a subject is bound to and that are not there, in Kubernetes' words. */
  *missingFor(subject: Subject, namespace: string | undefined): Generator<string> {
    for (const key of [userKey(subject.name), ...subject.groups.map(groupKey)])
      for (const scope of namespace ? [everywhere, namespace] : [everywhere])
        for (const { role } of this.#bound.get(key)?.get(scope)?.values() ?? [])
          if (!this.#roles.has(roleKey(role)))
            yield `${role.kind.toLowerCase()}.rbac.authorization.k8s.io "${role.name}" not found`;
  }

  #bind(binding: RoleBinding | ClusterRoleBinding): void {
    this.#unbind(binding);
    const { kind, metadata, roleRef, subjects = [] } = binding;
    const scope = metadata.namespace ?? everywhere;
    const role = { ...roleRef, namespace: roleRef.kind === "Role" ? scope : "" };
    const keys = subjects.flatMap((subject) => {
      const key = keyOf(subject, scope);
      if (key === undefined) return [];
      const who = `${subject.kind} "${nameIn(subject, scope)}"`;
      const name = scope ? `${metadata.name}/${scope}` : metadata.name;
      const by = `${kind} "${name}" of ${roleRef.kind} "${roleRef.name}" to ${who}`;
      const scopes = getOrMake(this.#bound, key, () => new Map());
      getOrMake(scopes, scope, () => new Map()).set(bindingKey(binding), { role, by });
      return [key];
    });
    this.#subjectsOf.set(bindingKey(binding), keys);
  }

  #unbind(binding: RoleBinding | ClusterRoleBinding): void {
    const id = bindingKey(binding);
    const scope = binding.metadata.namespace ?? everywhere;
    for (const key of this.#subjectsOf.get(id) ?? []) {
      const scopes = this.#bound.get(key);
      const bindings = scopes?.get(scope);
      bindings?.delete(id);
      if (bindings?.size === 0) scopes?.delete(scope);
      if (scopes?.size === 0) this.#bound.delete(key);
    }
    this.#subjectsOf.delete(id);
  }
}

export function isBinding(object: RbacObject): object is RoleBinding | ClusterRoleBinding {
  return "roleRef" in object;
}

function refOf({ kind, metadata }: Role | ClusterRole): RoleRef {
  return { kind, namespace: metadata.namespace ?? "", name: metadata.name };
}

function roleKey({ namespace, name }: RoleRef): string {
  return `${namespace}/${name}`;
}

function bindingKey({ metadata }: RoleBinding | ClusterRoleBinding): string {
  return `${metadata.namespace ?? everywhere}/${metadata.name}`;
}

function userKey(name: string): string {
  return `user ${name}`;
}

function groupKey(name: string): string {
  return `group ${name}`;
}

/** A ServiceAccount that names no namespace is of the binding's own. */
function keyOf({ kind, name, namespace }: RbacSubject, scope: string): string | undefined {
  if (kind === "Group") return groupKey(name);
  if (kind === "User") return userKey(name);
  const home = namespace || scope;
  return kind === "ServiceAccount" && home ? userKey(`system:serviceaccount:${home}:${name}`) : undefined;
}

function nameIn({ kind, name, namespace }: RbacSubject, scope: string): string {
  return kind === "ServiceAccount" ? `${name}/${namespace || scope}` : name;
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}
