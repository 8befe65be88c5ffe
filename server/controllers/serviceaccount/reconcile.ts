import { isDeleting } from "@/server/objects/meta";
import type { ConfigMap, Namespace, ServiceAccount } from "@/server/objects/types";
import { type Action, nothing, type Outcome } from "../actions";

/** Every namespace has an account that its pods speak as unless they name another. */
export function defaultAccount(namespace: Namespace, account: ServiceAccount | undefined): Outcome {
  if (account || isDeleting(namespace)) return nothing;
  const metadata = { name: "default", namespace: namespace.metadata.name };
  return {
    actions: [
      { do: "create", kind: "ServiceAccount", manifest: { apiVersion: "v1", kind: "ServiceAccount", metadata } },
    ],
  };
}

export const rootCaName = "kube-root-ca.crt";
const description =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

/** What a pod trusts the API by: in every namespace, the same certificate; empty while the API has none. */
export function rootCa(namespace: Namespace, found: ConfigMap | undefined, certificate: string): Outcome {
  if (isDeleting(namespace)) return nothing;
  const data = { "ca.crt": certificate };
  const annotations = { "kubernetes.io/description": description };
  if (!found) {
    const metadata = { name: rootCaName, namespace: namespace.metadata.name, annotations };
    const manifest = { apiVersion: "v1", kind: "ConfigMap", metadata, data };
    return { actions: [{ do: "create", kind: "ConfigMap", manifest }] };
  }
  const isRight = found.data?.["ca.crt"] === certificate && Object.keys(found.data).length === 1 && !found.binaryData;
  if (isRight) return nothing;
  const { binaryData: _other, ...rest } = found;
  const metadata = { ...found.metadata, annotations: { ...found.metadata.annotations, ...annotations } };
  const update: Action = { do: "update", kind: "ConfigMap", object: { ...rest, metadata, data } };
  return { actions: [update] };
}
