import type { FilterPlugin, Refusal } from "../framework";

const refused: Refusal = { reasons: ["node(s) didn't match the requested node name"], isFinal: true };

/** A pod that names its node goes there or nowhere. */
export const nodeName: FilterPlugin = {
  name: "NodeName",
  filter({ pod }, table) {
    const { nodeName } = pod.spec;
    if (!nodeName) return undefined;
    const wanted = table.rowOf(nodeName);
    return { only: wanted === undefined ? [] : [wanted], passes: (row) => row === wanted, refusal: () => refused };
  },
  isHelpedBy: (change, { pod }, table) => change.type === "NodeAdded" && table.nameOf(change.row) === pod.spec.nodeName,
};
