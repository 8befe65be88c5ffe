import { refused } from "../forbidden";
import type { AdmissionStep } from "../request";

const isProtected = new Set(["default", "kube-system", "kube-public", "kube-node-lease"]);

/** The namespaces that the platform itself needs cannot be deleted. */
export const protectedNamespaces: AdmissionStep = {
  name: "protectedNamespaces",
  admit(object, { kind }) {
    if (kind.kind === "Namespace" && kind.group === "" && isProtected.has(object.metadata.name))
      throw refused(kind, object.metadata.name, "this namespace may not be deleted");
    return object;
  },
};
