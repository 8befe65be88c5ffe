import { ClusterError } from "@/server/lib/errors";
import type { AdmissionStep } from "../request";

/** No object of a custom kind comes while its definition is on its way out. */
export const customDefinition: AdmissionStep = {
  name: "customDefinition",
  admit(object, { kind, verb }) {
    if (!kind.custom?.isTerminating || verb !== "create") return object;
    throw new ClusterError("MethodNotAllowed", {
      says: "create not allowed while custom resource definition is terminating",
    });
  },
};
