import type { AdmissionStep } from "../request";

/** What Kubernetes fills in, by kind. */
export const defaults: AdmissionStep = {
  name: "defaults",
  admit: (object, { kind }) => kind.defaults(object),
};
