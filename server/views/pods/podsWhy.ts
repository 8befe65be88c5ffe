import { why } from "@/server/actions/why";
import { namedInput } from "../inputs";
import { defineView } from "../view";

/** Of a large cluster's nodes, the ones that come closest are told in full. */
const mostNodes = 100;

/** Why a pod has no node: every node × every rule, and what would place it, as the real scheduler decides. */
export const podsWhy = defineView({
  name: "pods.why",
  input: namedInput,
  dependsOn: () => [{ kind: "Pod" }, { kind: "Node" }],
  async read(cluster, at) {
    const { decision, ...explained } = await why(cluster, at);
    const refusals = ({ filters }: (typeof decision.perNode)[number]) =>
      filters.filter(({ reason }) => reason !== undefined).length;
    const nodes = [...decision.perNode].sort((a, b) => refusals(a) - refusals(b));
    return {
      ...explained,
      message: decision.message,
      node: decision.node,
      nodes: nodes.slice(0, mostNodes),
      nodesInAll: nodes.length,
    };
  },
});
