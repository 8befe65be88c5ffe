import type { KubeObject } from "@/server/objects/types";
import type { Matched } from "./matching";
import type { AdmissionContext, AdmissionRequest } from "./request";

/** A write with the namespace around it, as policies and webhooks match it. */
export async function matchedOf(
  object: KubeObject,
  request: AdmissionRequest,
  { lookups }: AdmissionContext,
): Promise<Matched> {
  const { namespace: name } = object.metadata;
  const namespace = request.kind.isNamespaced && name ? await lookups.get("namespaces", { name }) : undefined;
  return { request, ...(request.verb !== "delete" && { object }), ...(namespace && { namespace }) };
}
