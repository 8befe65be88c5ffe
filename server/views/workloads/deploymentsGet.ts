import { conditionRows } from "../conditionRow";
import { eventsOf } from "../eventRow";
import { namedInput } from "../inputs";
import { listIfAllowed } from "../lists";
import { defineView } from "../view";
import { headOf, podRows, podsOf, reachedBy, selectorText } from "./details";
import { ownedSets, revisionRows } from "./revisions";
import { templateRow } from "./templateRow";
import { deploymentRow } from "./workloadRow";

export const deploymentsGet = defineView({
  name: "deployments.get",
  input: namedInput,
  refreshMs: 5_000,
  dependsOn: ({ namespace, name }) => [
    { kind: "Deployment", namespace, name },
    ...["ReplicaSet", "Pod", "Event", "Service", "HTTPRoute"].map((kind) => ({ kind, namespace })),
  ],
  async read(cluster, at, { usage }) {
    const deployment = await cluster.get("Deployment", at);
    const sets = ownedSets(deployment, (await listIfAllowed(cluster, "ReplicaSet", at.namespace)).items);
    const pods = await podsOf(cluster, at.namespace, sets);
    const { spec } = deployment;
    return {
      ...deploymentRow(deployment),
      ...headOf(deployment),
      selector: selectorText(spec.selector),
      strategy: {
        type: spec.strategy?.type ?? "RollingUpdate",
        maxSurge: spec.strategy?.rollingUpdate?.maxSurge,
        maxUnavailable: spec.strategy?.rollingUpdate?.maxUnavailable,
      },
      template: templateRow(spec.template),
      ...(await reachedBy(cluster, at.namespace, spec.template)),
      conditions: conditionRows(deployment.status?.conditions),
      revisions: revisionRows(deployment, sets),
      pods: podRows(pods, usage),
      events: await eventsOf(cluster, [deployment, ...sets, ...pods]),
    };
  },
});
