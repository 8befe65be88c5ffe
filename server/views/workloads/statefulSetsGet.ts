import { describeKept } from "@/server/actions/controllerRevisions";
import { podTrouble } from "@/server/actions/podTrouble";
import { conditionRows } from "../conditionRow";
import { aboutThese, eventRow } from "../eventRow";
import { namedInput } from "../inputs";
import { listIfAllowed } from "../lists";
import { defineView } from "../view";
import { headOf, podRows, podsOf, reachedBy, selectorText } from "./details";
import { templateRow } from "./templateRow";
import { statefulSetRow } from "./workloadRow";

export const statefulSetsGet = defineView({
  name: "statefulsets.get",
  input: namedInput,
  refreshMs: 5_000,
  dependsOn: ({ namespace, name }) => [
    { kind: "StatefulSet", namespace, name },
    ...["Pod", "ControllerRevision", "Event", "Service", "HTTPRoute"].map((kind) => ({ kind, namespace })),
  ],
  async read(cluster, at, { usage }) {
    const set = await cluster.get("StatefulSet", at);
    const [pods, revisions] = await Promise.all([
      podsOf(cluster, at.namespace, [set]),
      listIfAllowed(cluster, "ControllerRevision", at.namespace),
    ]);
    const events = await aboutThese(cluster, [set, ...pods]);
    const { spec } = set;
    return {
      ...statefulSetRow(set),
      ...headOf(set),
      selector: selectorText(spec.selector),
      serviceName: spec.serviceName ?? "",
      policy: spec.podManagementPolicy ?? "OrderedReady",
      strategy: {
        type: spec.updateStrategy?.type ?? "RollingUpdate",
        partition: spec.updateStrategy?.rollingUpdate?.partition ?? 0,
        maxUnavailable: spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1,
      },
      claims: (spec.volumeClaimTemplates ?? []).map(({ metadata, spec: claim }) => ({
        name: metadata?.name ?? "",
        storage: String(claim?.resources?.requests?.storage ?? ""),
      })),
      template: templateRow(spec.template),
      ...(await reachedBy(cluster, at.namespace, spec.template)),
      conditions: conditionRows(set.status?.conditions),
      /** What holds it up: in order, one pod in trouble stops all that come after it. */
      troubles: pods.flatMap((pod) => podTrouble(pod, events) ?? []),
      /** Newest first, each with what changed in the template. */
      revisions: describeKept(set, revisions.items, pods),
      pods: podRows(pods, usage).sort((left, right) => ordinalOf(left.name) - ordinalOf(right.name)),
      events: events.map(eventRow),
    };
  },
});

function ordinalOf(name: string): number {
  return Number(/-(\d+)$/.exec(name)?.[1] ?? 0);
}
