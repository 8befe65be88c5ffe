import { describeRevisions } from "@/server/actions/revisions";
import { workloadStatus } from "@/server/actions/workloadStatus";
import { controllerOf } from "@/server/objects/meta";
import { conditionRows } from "../conditionRow";
import { aboutThese, eventRow } from "../eventRow";
import { namedInput } from "../inputs";
import { listIfAllowed } from "../lists";
import { defineView } from "../view";
import { autoscalerRow, autoscalersOf } from "./autoscalerRow";
import { headOf, podRows, podsOf, reachedBy, selectorText } from "./details";
import { failingWorkloads, standingRow } from "./standing";
import { templateRow } from "./templateRow";
import { deploymentRow } from "./workloadRow";

export const deploymentsGet = defineView({
  name: "deployments.get",
  input: namedInput,
  refreshMs: 5_000,
  dependsOn: ({ namespace, name }) => [
    { kind: "Deployment", namespace, name },
    ...["ReplicaSet", "Pod", "Event", "Service", "HTTPRoute", "HorizontalPodAutoscaler"].map((kind) => ({
      kind,
      namespace,
    })),
  ],
  async read(cluster, at, { usage }) {
    const deployment = await cluster.get("Deployment", at);
    const { items } = await listIfAllowed(cluster, "ReplicaSet", at.namespace);
    const sets = items.filter((set) => controllerOf(set)?.uid === deployment.metadata.uid);
    const pods = await podsOf(cluster, at.namespace, sets);
    const autoscalers = await autoscalersOf(cluster, deployment);
    const events = await aboutThese(cluster, [deployment, ...autoscalers, ...sets, ...pods]);
    const { spec } = deployment;
    return {
      ...standingRow(deploymentRow(deployment), failingWorkloads(pods, sets)),
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
      /** One sentence on how it stands, and what holds it up. */
      standing: workloadStatus(deployment, { sets, pods, events }),
      /** Newest first, each with what changed in the template. */
      revisions: describeRevisions(deployment, sets).map(({ changeCause, readyReplicas, ...revision }) => ({
        ...revision,
        cause: changeCause,
        ready: readyReplicas,
      })),
      autoscalers: autoscalers.map(autoscalerRow),
      pods: podRows(pods, usage),
      events: events.map(eventRow),
    };
  },
});
