import type { KubeObject, ReplicaSet, ReplicationController } from "@/server/objects/types";
import type { Action, Outcome } from "../actions";

/** A ReplicationController in the shape of a ReplicaSet, under its own name and kind: it is decided the same way. */
export function asReplicaSet(controller: ReplicationController): ReplicaSet {
  const { selector, ...others } = controller.spec;
  const shaped: KubeObject = { ...controller, spec: { ...others, selector: { matchLabels: selector } } };
  return shaped as ReplicaSet;
}

/** What was decided, with writes of the controller itself in its own shape again. */
export function asDecided(controller: ReplicationController, { actions, afterwards, ...rest }: Outcome): Outcome {
  const own = (action: Action) => ownAction(controller, action);
  return {
    ...rest,
    actions: actions.map(own),
    ...(afterwards ? { afterwards: (failure) => afterwards(failure).map(own) } : {}),
  };
}

function ownAction(controller: ReplicationController, action: Action): Action {
  if (action.do !== "update" || action.kind !== "ReplicationController") return action;
  // A ReplicationController does not count the pods that are on their way out.
  const { terminatingReplicas: _none, ...status } = (action.object as ReplicaSet).status ?? { replicas: 0 };
  return { ...action, object: { ...controller, status } };
}
