import { isDeleting } from "@/server/objects/meta";
import { isBound, localProvisioner, selectedNodeAnnotation } from "@/server/objects/storage";
import type { Node, PersistentVolumeClaim } from "@/server/objects/types";
import { findVolume, isReachable } from "@/server/objects/volumeMatch";
import type { FilterPlugin, NodeFilter, Refusal } from "../framework";
import type { NodeTable } from "../nodeTable";
import { claimNamesOf, type VolumeBook } from "../volumeBook";

const conflict: Refusal = { reasons: ["node(s) didn't match PersistentVolume's node affinity"], isFinal: true };
const nothingToBind: Refusal = {
  reasons: ["node(s) didn't find available persistent volumes to bind"],
  isFinal: true,
};

/** A pod goes where its claims' volumes are, or can be made: after Kubernetes' VolumeBinding. */
export const volumeBinding: FilterPlugin = {
  name: "VolumeBinding",
  filter({ pod, namespace }, table) {
    const book = table.volumes;
    const names = claimNamesOf(pod);
    if (!book || names.length === 0) return undefined;
    const claims: PersistentVolumeClaim[] = [];
    for (const name of names) {
      const claim = book.claim(namespace, name);
      const why = whyNot(claim, name, book);
      if (why !== undefined) return refusingAll({ reasons: [why], isFinal: true, isOfPod: true });
      if (claim) claims.push(claim);
    }
    return onNodes(claims, book, table);
  },
  isHelpedBy: ({ type }) => type === "VolumeChanged" || type === "NodeAdded" || type === "NodeUpdated",
};

function refusingAll(refusal: Refusal): NodeFilter {
  return { passes: () => false, refusal: () => refusal };
}

/** What is wrong with a claim wherever the pod would go, in Kubernetes' words. */
function whyNot(claim: PersistentVolumeClaim | undefined, name: string, book: VolumeBook): string | undefined {
  if (!claim) return `persistentvolumeclaim "${name}" not found`;
  if (isDeleting(claim)) return `persistentvolumeclaim "${name}" is being deleted`;
  const { volumeName } = claim.spec;
  if (claim.status?.phase === "Lost")
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${volumeName}"`;
  const isLate = book.classOf(claim)?.volumeBindingMode === "WaitForFirstConsumer";
  return isBound(claim) || isLate ? undefined : "pod has unbound immediate PersistentVolumeClaims";
}

function onNodes(claims: readonly PersistentVolumeClaim[], book: VolumeBook, table: NodeTable): NodeFilter {
  const refusalOn = (node: Node): Refusal | undefined => {
    for (const claim of claims) {
      const refusal = isBound(claim) ? boundOn(claim, node, book) : unboundOn(claim, node, book);
      if (refusal) return refusal;
    }
    return undefined;
  };
  return {
    passes(row) {
      const node = table.node(row);
      return node !== undefined && refusalOn(node) === undefined;
    },
    refusal(row) {
      const node = table.node(row);
      return (node && refusalOn(node)) ?? conflict;
    },
  };
}

function boundOn({ spec }: PersistentVolumeClaim, node: Node, book: VolumeBook): Refusal | undefined {
  const volume = book.volume(spec.volumeName ?? "");
  return volume && isReachable(volume, node) ? undefined : conflict;
}

/** A node that was chosen for the claim before stays chosen: its volume is being made there. */
function unboundOn(claim: PersistentVolumeClaim, node: Node, book: VolumeBook): Refusal | undefined {
  const selected = claim.metadata.annotations?.[selectedNodeAnnotation];
  if (selected !== undefined) return selected === node.metadata.name ? undefined : nothingToBind;
  const canBeMade = book.classOf(claim)?.provisioner === localProvisioner;
  return canBeMade || findVolume(claim, book.volumes(), node) ? undefined : nothingToBind;
}
