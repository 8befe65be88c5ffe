import type { Ingress, IngressClass } from "@/server/objects/types";
import type { AdmissionStep } from "../request";

const isDefault = "ingressclass.kubernetes.io/is-default-class";
const byAnnotation = "kubernetes.io/ingress.class";

/** After Kubernetes' DefaultIngressClass: an Ingress that names no class gets the newest default one. */
export const ingressClass: AdmissionStep = {
  name: "ingressClass",
  async admit(object, { kind, verb }, { lookups }) {
    if (verb !== "create" || kind.kind !== "Ingress" || kind.group !== "networking.k8s.io") return object;
    const ingress = object as Ingress;
    if (ingress.spec.ingressClassName !== undefined || ingress.metadata.annotations?.[byAnnotation]) return object;
    const classes = (await lookups.list("ingressclasses.networking.k8s.io")) as readonly IngressClass[];
    const [newest] = classes
      .filter(({ metadata }) => metadata.annotations?.[isDefault] === "true")
      .toSorted((left, right) => (left.metadata.creationTimestamp < right.metadata.creationTimestamp ? 1 : -1));
    if (!newest) return object;
    return { ...ingress, spec: { ...ingress.spec, ingressClassName: newest.metadata.name } };
  },
};
