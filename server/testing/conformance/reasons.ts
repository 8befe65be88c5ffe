import type { Reason } from "./table";

/** Why specs fail that fail; the first that matches a name counts. */
export const reasons: readonly Reason[] = [
  { specs: /API priority and fairness/, why: "the kinds of flowcontrol.apiserver.k8s.io are not offered" },
  { specs: /Certificates API/, why: "certificates.k8s.io is not offered: there is no signer" },
  { specs: /PodCertificate/, why: "PodCertificateRequest is not offered: there is no signer of pods' certificates" },
  {
    specs: /AggregatedDiscovery should support (raw )?aggregated discovery (interface|endpoint)/,
    why: "there is no apiregistration.k8s.io",
  },
  { specs: /Discovery should locate the groupVersion/, why: "there is no apiregistration.k8s.io" },
  { specs: /ClusterTrustBundle/, why: "ClusterTrustBundle is not offered" },
  { specs: /StorageVersionMigration/, why: "storagemigration.k8s.io is not offered" },
  { specs: /MutatingAdmissionPolicy/, why: "the kind is not offered" },
  { specs: /Aggregator/, why: "there is no apiregistration.k8s.io, and the sample server's image cannot be made" },
  { specs: /attaching pod/, why: "webhooks are not asked about CONNECT" },
  { specs: /Update Demo|Guestbook/, why: "the `proxy` subresource of pods and services is not served" },
];
