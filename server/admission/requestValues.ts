import type { KubeObject } from "@/server/objects/types";
import { operationOf } from "./matching";
import type { AdmissionRequest } from "./request";

/** `AdmissionRequest` of `admission.k8s.io/v1`: what policies and webhooks are told of a write. */
export function requestValues(request: AdmissionRequest, object: KubeObject, uid: string) {
  const { kind, subresource, subject, dryRun, old } = request;
  const { group, version, plural } = kind;
  const kindOf = { group, version, kind: kind.kind };
  const resource = { group, version, resource: plural };
  return {
    uid,
    kind: kindOf,
    resource,
    ...(subresource && { subResource: subresource }),
    requestKind: kindOf,
    requestResource: resource,
    ...(subresource && { requestSubResource: subresource }),
    name: object.metadata.name || (old?.metadata.name ?? ""),
    ...(object.metadata.namespace && { namespace: object.metadata.namespace }),
    operation: operationOf(request),
    userInfo: { username: subject.name, groups: [...subject.groups] },
    dryRun,
  };
}

export type RequestValues = ReturnType<typeof requestValues>;
