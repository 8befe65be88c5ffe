import { cleanupFinalizer } from "@/server/objects/custom/cleanup";
import { conditionOf, isDeleting } from "@/server/objects/meta";
import type { CustomResourceDefinition, KubeObject } from "@/server/objects/types";
import { isProtected } from "@/server/objects/validation/customResourceDefinition";
import { type Action, nothing, type Outcome, statusUpdate } from "../actions";
import { isSame } from "../hash";
import { acceptNames } from "./names";

type Status = NonNullable<CustomResourceDefinition["status"]>;
type Condition = NonNullable<Status["conditions"]>[number];
type Said = readonly [type: string, status: "True" | "False", reason: string, message: string];

export interface Observed {
  readonly others: readonly CustomResourceDefinition[];
  /** The objects of a kind whose definition is being deleted, and how `Cluster` calls that kind. */
  readonly objects: readonly KubeObject[];
  readonly kind: string;
  readonly timestamp: string;
}

/** Until what has a finalizer of its own is gone; somebody else's write says when. */
const lookAgainMs = 5_000;

/** Gives a definition its names, says whether it is in force, and empties its kind before it goes. */
export function reconcile(definition: CustomResourceDefinition, observed: Observed): Outcome {
  return isDeleting(definition) ? remove(definition, observed) : establish(definition, observed);
}

function establish(definition: CustomResourceDefinition, { others, timestamp }: Observed): Outcome {
  const { names, conflict } = acceptNames(definition, others);
  const wasEstablished = conditionOf(definition.status?.conditions, "Established")?.status === "True";
  const said: Said[] = [
    conflict
      ? ["NamesAccepted", "False", conflict.reason, conflict.message]
      : ["NamesAccepted", "True", "NoConflicts", "no conflicts found"],
    ...(wasEstablished ? [] : [establishedBy(conflict === undefined)]),
    ...approvalOf(definition),
  ];
  const { conditions: _old, acceptedNames: _names, ...rest } = definition.status ?? {};
  const status = { conditions: withAll(definition, said, timestamp), acceptedNames: names, ...rest };
  return { actions: statusUpdate(definition, status, isSame(status, definition.status)) };
}

function establishedBy(isAccepted: boolean): Said {
  return isAccepted
    ? ["Established", "True", "InitialNamesAccepted", "the initial names have been accepted"]
    : ["Established", "False", "NotAccepted", "not all names are accepted"];
}

const approval = "api-approved.kubernetes.io";

function approvalOf({ spec, metadata }: CustomResourceDefinition): Said[] {
  if (!isProtected(spec.group)) return [];
  const said = metadata.annotations?.[approval] ?? "";
  const type = "KubernetesAPIApprovalPolicyConformant";
  if (said.startsWith("unapproved")) return [[type, "False", "UnapprovedAnnotation", `not approved: "${said}"`]];
  if (URL.canParse(said)) return [[type, "True", "ApprovedAnnotation", `approved in ${said}`]];
  return [[type, "False", "InvalidAnnotation", `bad annotation: "${said}"`]];
}

function remove(definition: CustomResourceDefinition, { objects, kind, timestamp }: Observed): Outcome {
  const { finalizers = [] } = definition.metadata;
  if (!finalizers.includes(cleanupFinalizer)) return nothing;
  const isEstablished = conditionOf(definition.status?.conditions, "Established")?.status === "True";
  const doomed = objects.filter((object) => !isDeleting(object));
  if (objects.length === 0) {
    const said: Said = isEstablished
      ? ["Terminating", "False", "InstanceDeletionCompleted", "removed all instances"]
      : ["Terminating", "False", "NeverEstablished", "resource was never established"];
    return { actions: [...told(definition, said, timestamp), ...released(definition)] };
  }
  const said: Said = ["Terminating", "True", "InstanceDeletionInProgress", "CustomResource deletion is in progress"];
  const deletions = doomed.map(
    (object): Action => ({ do: "delete", kind, object, options: { propagation: "Background" } }),
  );
  return { actions: [...told(definition, said, timestamp), ...deletions], retryAfterMs: lookAgainMs };
}

function told(definition: CustomResourceDefinition, said: Said, timestamp: string): Action[] {
  const status = { ...definition.status, conditions: withAll(definition, [said], timestamp) };
  return statusUpdate(definition, status, isSame(status, definition.status));
}

/** Without a resourceVersion: the status was written just before. */
function released(definition: CustomResourceDefinition): Action[] {
  const { resourceVersion: _version, finalizers = [], ...metadata } = definition.metadata;
  const kept = finalizers.filter((name) => name !== cleanupFinalizer);
  const object = { ...definition, metadata: { ...metadata, resourceVersion: "", finalizers: kept } };
  return [{ do: "update", kind: definition.kind, object }];
}

/** The conditions with these set, in the order in which they first came. */
function withAll({ status }: CustomResourceDefinition, said: readonly Said[], timestamp: string): Condition[] {
  const conditions = [...(status?.conditions ?? [])];
  for (const [type, state, reason, message] of said) {
    const at = conditions.findIndex((condition) => condition.type === type);
    const old = conditions[at];
    const lastTransitionTime = old?.status === state ? (old.lastTransitionTime ?? timestamp) : timestamp;
    const next = { type, status: state, lastTransitionTime, reason, message };
    if (at >= 0) conditions[at] = next;
    else conditions.push(next);
  }
  return conditions;
}
