import { conditionRows } from "../conditionRow";
import { eventsOf } from "../eventRow";
import { namedInput } from "../inputs";
import { defineView } from "../view";
import { headOf, podRows, podsOf, reachedBy, selectorText } from "./details";
import { templateRow } from "./templateRow";
import { daemonSetRow } from "./workloadRow";

export const daemonSetsGet = defineView({
  name: "daemonsets.get",
  input: namedInput,
  refreshMs: 5_000,
  dependsOn: ({ namespace, name }) => [
    { kind: "DaemonSet", namespace, name },
    ...["Pod", "Event", "Service", "HTTPRoute"].map((kind) => ({ kind, namespace })),
  ],
  async read(cluster, at, { usage }) {
    const daemonSet = await cluster.get("DaemonSet", at);
    const pods = await podsOf(cluster, at.namespace, [daemonSet]);
    return {
      ...daemonSetRow(daemonSet),
      ...headOf(daemonSet),
      selector: selectorText(daemonSet.spec.selector),
      template: templateRow(daemonSet.spec.template),
      ...(await reachedBy(cluster, at.namespace, daemonSet.spec.template)),
      conditions: conditionRows(daemonSet.status?.conditions),
      pods: podRows(pods, usage),
      events: await eventsOf(cluster, [daemonSet, ...pods]),
    };
  },
});
