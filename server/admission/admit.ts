import type { KubeObject } from "@/server/objects/types";
import type { AdmissionContext, AdmissionRequest, AdmissionStep } from "./request";
import { customDefinition } from "./steps/customDefinition";
import { decode } from "./steps/decode";
import { defaults } from "./steps/defaults";
import { fieldOwners } from "./steps/fieldOwners";
import { freedAddresses } from "./steps/freedAddresses";
import { generation } from "./steps/generation";
import { ingressClass } from "./steps/ingressClass";
import { jobSelector } from "./steps/jobSelector";
import { limitDefaults } from "./steps/limitDefaults";
import { limitRanges } from "./steps/limitRanges";
import { metadata } from "./steps/metadata";
import { namespaceExists } from "./steps/namespaceExists";
import { nodePorts } from "./steps/nodePorts";
import { podDefaults } from "./steps/podDefaults";
import { podPriority } from "./steps/podPriority";
import { podSecurity } from "./steps/podSecurity";
import { validatingPolicies } from "./steps/policies";
import { oneDefaultPriority, protectedPriorities } from "./steps/priorityClasses";
import { protectedNamespaces } from "./steps/protectedNamespaces";
import { resourceQuota } from "./steps/resourceQuota";
import { runtimeClass } from "./steps/runtimeClass";
import { serviceAccount } from "./steps/serviceAccount";
import { serviceAddress } from "./steps/serviceAddress";
import { serviceType } from "./steps/serviceType";
import { statusApart } from "./steps/statusApart";
import { storageObjects } from "./steps/storageObjects";
import { validation } from "./steps/validation";
import { mutatingWebhooks, validatingWebhooks } from "./steps/webhooks";

/** What a create or an update passes, in this order. */
const writeSteps: readonly AdmissionStep[] = [
  decode,
  metadata,
  statusApart,
  namespaceExists,
  defaults,
  mutatingWebhooks,
  fieldOwners,
  limitDefaults,
  serviceAccount,
  podPriority,
  podDefaults,
  runtimeClass,
  jobSelector,
  serviceType,
  serviceAddress,
  nodePorts,
  podSecurity,
  storageObjects,
  ingressClass,
  generation,
  customDefinition,
  validation,
  oneDefaultPriority,
  limitRanges,
  validatingPolicies,
  validatingWebhooks,
  resourceQuota,
];

const deleteSteps: readonly AdmissionStep[] = [
  protectedNamespaces,
  protectedPriorities,
  validatingPolicies,
  validatingWebhooks,
  freedAddresses,
];

/**
 * What will be stored, complete but for its resourceVersion. Throws a `ClusterError` that names every field at fault
 * (`BadRequest`, `Invalid`), or says why the write may not be (`Forbidden`, `NotFound`). Nothing handed in is changed.
 * A delete gives the object back as it is.
 */
export async function admit(request: AdmissionRequest, context: AdmissionContext): Promise<KubeObject> {
  let object = request.object as KubeObject;
  for (const step of request.verb === "delete" ? deleteSteps : writeSteps)
    object = await step.admit(object, request, context);
  return object;
}
