import type { KindDefinition } from "../kind";
import { noFields, setOfPaths } from "./fieldSet";
import type { Reset } from "./managedFields";

/** What a door of a kind's objects leaves as it is, whatever is sent to it (`GetResetFields` in Kubernetes). */
export function resetBy({ kind, group, subresources }: KindDefinition, subresource?: string): Reset {
  if (subresource === "status") return group === "apps" && kind === "Deployment" ? specAndLabels : spec;
  if (subresource === "scale") return statusOnly;
  // A namespace's finalizers are the platform's, which sets them at creation.
  if (group === "" && kind === "Namespace") return statusAndFinalizers;
  return subresources.includes("status") ? statusOnly : noFields;
}

const spec = setOfPaths(["f:spec"]);
const specAndLabels = setOfPaths(["f:spec"], ["f:metadata", "f:labels"]);
const statusOnly = setOfPaths(["f:status"]);
const statusAndFinalizers = setOfPaths(["f:status"], ["f:spec", "f:finalizers"]);

/** Fields of the object that the door cannot change, so that nobody need compare them. */
export function untouchedBy({ subresources }: KindDefinition, subresource?: string): ReadonlySet<string> {
  if (subresource === "status") return notByStatus;
  return subresource === "scale" || subresources.includes("status") ? notByMain : nothing;
}

const notByStatus = new Set(["apiVersion", "kind", "spec"]);
const notByMain = new Set(["apiVersion", "kind", "status"]);
const nothing = new Set(["apiVersion", "kind"]);
