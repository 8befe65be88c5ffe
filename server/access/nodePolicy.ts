import type { Subject } from "@/server/cluster/subject";
import { isDeleting } from "@/server/objects/meta";
import { type ReferredKind, refersTo } from "@/server/objects/podReferences";
import { portsAnnotation } from "@/server/objects/pods";
import type { KubeObject, PersistentVolume, Pod } from "@/server/objects/types";
import { onlyChanges } from "./policyRules";
import type { Attributes, Decision, Written } from "./policyTypes";

/** What the policy must know of the cluster to say what is an agent's own. */
export interface NodeLookups {
  pod(namespace: string, name: string): Promise<Pod | undefined>;
  /** The pods bound to a node, in one namespace. */
  podsOf(node: string, namespace: string): Promise<readonly Pod[]>;
  volume(name: string): Promise<PersistentVolume | undefined>;
}

const leaseNamespace = "kube-node-lease";
const heldLabels = /^(.+\.)?node-restriction\.kubernetes\.io\//;

/**
 * What an agent may do, after Kubernetes' node authorizer and NodeRestriction: its own Node and Lease, the pods bound to
 * it (their status, and their end once they are being deleted), the ConfigMaps and Secrets that those pods refer to by
 * name, Services, and Events. Anything else, and anything of another node, is refused.
 */
export async function authoriseNode(subject: Subject, asked: Attributes, lookups: NodeLookups): Promise<Decision> {
  const node = /^system:node:(.+)$/.exec(subject.name)?.[1];
  if (!node) return no("an agent's name is system:node:NAME");
  switch (asked.group ? `${asked.resource}.${asked.group}` : asked.resource) {
    case "nodes":
      return ownNode(node, asked);
    case "leases.coordination.k8s.io":
      return ownLease(node, asked);
    case "pods":
      return ownPod(node, asked, lookups);
    case "configmaps":
    case "secrets":
    case "persistentvolumeclaims":
      return referredTo(node, asked, lookups);
    case "serviceaccounts":
      return tokenOfOwnPod(node, asked, lookups);
    case "selfsubjectaccessreviews.authorization.k8s.io":
    case "selfsubjectreviews.authentication.k8s.io":
      return asked.verb === "create" ? yes : no();
    case "persistentvolumes":
      return claimedVolume(node, asked, lookups);
    case "services":
      return isRead(asked) && !asked.subresource ? yes : no();
    case "events":
      return ["create", "patch", "update"].includes(asked.verb) && !asked.subresource ? yes : no();
    default:
      return no();
  }
}

function ownNode(node: string, asked: Attributes): Decision {
  const { verb, subresource } = asked;
  if (subresource !== undefined && subresource !== "status") return no();
  if (verb === "create" && !subresource) return isNamed(asked, node) ? yes : no(onlyItsOwn("Node"));
  if (verb === "delete" || verb === "deletecollection" || verb === "create") return no();
  if (!isNamed(asked, node)) return no(onlyItsOwn("Node"));
  if (isRead(asked)) return yes;
  return { isAllowed: true, refuses: refuseNodeChange };
}

const changesOfOwnNode = onlyChanges([["status"], ["metadata", "labels"], ["metadata", "annotations"]]);

/** As NodeRestriction: taints, cordon and labels that others rely on to keep pods away are not the agent's to change. */
function refuseNodeChange(written: Written): string | undefined {
  const labels = [written.old, written.next].map((side) =>
    JSON.stringify(
      Object.entries(side?.metadata.labels ?? {})
        .filter(([name]) => heldLabels.test(name))
        .sort(),
    ),
  );
  if (written.old && labels[0] !== labels[1]) return "may not change labels of node-restriction.kubernetes.io";
  return changesOfOwnNode(written);
}

function ownLease(node: string, { verb, namespace, name, subresource }: Attributes): Decision {
  const isOwn = namespace === leaseNamespace && name === node && !subresource;
  return isOwn && ["get", "create", "update", "patch", "delete"].includes(verb) ? yes : no(onlyItsOwn("Lease"));
}

async function ownPod(node: string, asked: Attributes, lookups: NodeLookups): Promise<Decision> {
  const { verb, namespace, name, subresource } = asked;
  if (verb === "list" || verb === "watch") {
    const own = [`spec.nodeName=${node}`, `spec.nodeName==${node}`];
    const isOwn = asked.fieldSelector?.split(",").some((term) => own.includes(term.trim()));
    return isOwn && !subresource ? yes : no(`can only ${verb} pods with the field selector spec.nodeName=${node}`);
  }
  const isMine = (pod: KubeObject) => nodeOf(pod) === node;
  if (verb === "get" && (!subresource || subresource === "status")) return { isAllowed: true, sees: isMine };
  if ((verb === "update" || verb === "patch") && subresource === "status") {
    const fields = [["status"], ["metadata", "annotations", portsAnnotation]];
    return { isAllowed: true, sees: isMine, refuses: onlyChanges(fields), needsUid: true };
  }
  if (verb !== "delete" || subresource || !namespace || !name) return no();
  const pod = await lookups.pod(namespace, name);
  if (!pod) return yes;
  if (!isMine(pod)) return no("the pod is not bound to this node");
  return isDeleting(pod) ? { isAllowed: true, sees: isMine, needsUid: true } : no("the pod is not being deleted");
}

/** By name only (a watch of one name is one, too), and only what a pod of the node refers to. */
async function referredTo(node: string, asked: Attributes, lookups: NodeLookups): Promise<Decision> {
  const { namespace, subresource } = asked;
  const name = asked.name ?? /^metadata\.name==?([^,]+)$/.exec(asked.fieldSelector ?? "")?.[1];
  if (subresource || !isRead(asked) || !namespace || !name) return no("can only read it by its name");
  const pods = await lookups.podsOf(node, namespace);
  const kind = referredKinds[asked.resource];
  return kind !== undefined && pods.some((pod) => refersTo(pod, kind, name))
    ? yes
    : no(`no relationship found between node '${node}' and this object`);
}

const referredKinds: Readonly<Record<string, ReferredKind>> = {
  secrets: "Secret",
  configmaps: "ConfigMap",
  persistentvolumeclaims: "PersistentVolumeClaim",
};

/** The volume of a claim that a pod of the node refers to. */
async function claimedVolume(node: string, { verb, name, subresource }: Attributes, lookups: NodeLookups) {
  if (subresource || verb !== "get" || !name) return no("can only read it by its name");
  const { namespace = "", name: claim = "" } = (await lookups.volume(name))?.spec.claimRef ?? {};
  const pods = claim === "" ? [] : await lookups.podsOf(node, namespace);
  return pods.some((pod) => refersTo(pod, "PersistentVolumeClaim", claim))
    ? yes
    : no(`no relationship found between node '${node}' and this object`);
}

/** A token for a pod of the node, bound to that very pod: it is worth nothing once the pod is gone. */
async function tokenOfOwnPod(node: string, asked: Attributes, lookups: NodeLookups): Promise<Decision> {
  const { verb, subresource, namespace, name } = asked;
  if (verb !== "create" || subresource !== "token" || !namespace) return no();
  const pods = (await lookups.podsOf(node, namespace)).filter(
    ({ spec }) => (spec.serviceAccountName ?? "default") === name,
  );
  if (pods.length === 0) return no(`no relationship found between node '${node}' and this object`);
  return {
    isAllowed: true,
    refuses: ({ next }) => {
      const { boundObjectRef: bound } = (next?.spec ?? {}) as { boundObjectRef?: Partial<Record<string, string>> };
      if (bound?.kind !== "Pod" || !bound.name) return `node requested token not bound to a pod`;
      if (!bound.uid) return `node requested token with a pod binding without a uid`;
      const isOwn = pods.some(({ metadata }) => metadata.name === bound.name && metadata.uid === bound.uid);
      return isOwn ? undefined : `node requested token bound to a pod scheduled on a different node`;
    },
  };
}

const yes: Decision = { isAllowed: true };

function no(reason?: string): Decision {
  return { isAllowed: false, reason };
}

function onlyItsOwn(kind: string): string {
  return `an agent has to do with its own ${kind} only`;
}

function isNamed({ name, fieldSelector }: Attributes, node: string): boolean {
  return name === node || (name === undefined && /^metadata\.name==?([^,]+)$/.exec(fieldSelector ?? "")?.[1] === node);
}

function isRead({ verb }: Attributes): boolean {
  return verb === "get" || verb === "list" || verb === "watch";
}

function nodeOf(object: KubeObject): string | undefined {
  const { spec } = object;
  const name: unknown = typeof spec === "object" && spec !== null ? Reflect.get(spec, "nodeName") : undefined;
  return typeof name === "string" ? name : undefined;
}
