import { valueAt, withValueAt } from "@/server/objects/custom/scalePaths";
import type { KindDefinition, ScalePaths } from "@/server/objects/kind";
import { qosClass } from "@/server/objects/qos";
import { replicasOf } from "@/server/objects/replicas";
import type { KubeObject, Namespace, Pod } from "@/server/objects/types";
import type { AdmissionStep } from "../request";

/**
 * Status and the rest are written by different hands: a write to one leaves the other as it was. With the status, an
 * agent or a controller may note annotations; a pod's labels too, as in Kubernetes.
 */
export const statusApart: AdmissionStep = {
  name: "statusApart",
  admit(object, { kind, old, verb, subresource }) {
    if (verb === "create" || !old) return kind.subresources.includes("status") ? fresh(object, kind) : object;
    if (subresource === "status") return kind.custom ? replaceStatus(old, object.status) : withStatus(object, old);
    if (subresource === "scale") return withReplicas(object, old, kind.custom?.scale);
    const whole = kind.kind === "Namespace" && kind.group === "" ? keepFinalizers(object, old) : object;
    return kind.subresources.includes("status") ? replaceStatus(whole, old.status) : whole;
  },
};

function replaceStatus(object: KubeObject, status: unknown): KubeObject {
  const { status: _given, ...rest } = object;
  return status === undefined ? rest : { ...rest, status };
}

/** What a new object's status is; a node alone brings its own. */
function fresh(object: KubeObject, { group, kind }: KindDefinition): KubeObject {
  if (kind === "HorizontalPodAutoscaler") return replaceStatus(object, { desiredReplicas: 0, currentMetrics: null });
  if (kind === "Ingress") return replaceStatus(object, { loadBalancer: {} });
  if (group !== "") return replaceStatus(object, undefined);
  switch (kind) {
    case "Node":
      return object;
    case "Pod":
      return replaceStatus(object, { phase: "Pending", qosClass: qosClass((object as Pod).spec) });
    case "PersistentVolume":
    case "PersistentVolumeClaim":
      return replaceStatus(object, { phase: "Pending" });
    case "Service":
      return replaceStatus(object, { loadBalancer: {} });
    case "Namespace": {
      const { spec } = object as Namespace;
      const finalizers = ["kubernetes", ...(spec?.finalizers ?? []).filter((name) => name !== "kubernetes")];
      return { ...replaceStatus(object, { phase: "Active" }), spec: { ...spec, finalizers } };
    }
    default:
      return replaceStatus(object, undefined);
  }
}

function withStatus(object: KubeObject, old: KubeObject): KubeObject {
  const { annotations, labels } = object.metadata;
  const { annotations: _annotations, ...metadata } = old.metadata;
  return {
    ...replaceStatus(old, object.status),
    metadata: {
      ...metadata,
      ...(annotations && { annotations }),
      ...(old.kind === "Pod" && labels && { labels }),
    },
  };
}

function withReplicas(object: KubeObject, old: KubeObject, paths?: ScalePaths): KubeObject {
  if (paths) return withValueAt(old, paths.specReplicasPath, valueAt(object, paths.specReplicasPath));
  return { ...old, spec: { ...(old.spec as object), replicas: replicasOf(object) } };
}

/** A namespace's finalizers hold it while it goes; only then may they be taken away. */
function keepFinalizers(object: KubeObject, old: KubeObject): KubeObject {
  if (old.metadata.deletionTimestamp) return object;
  const { finalizers } = (old as Namespace).spec ?? {};
  return finalizers ? { ...object, spec: { ...(object.spec as object), finalizers } } : object;
}
