import type { FieldError } from "@/server/lib/errors";
import type { IngressClass } from "../types";
import { forbidden, immutable, invalid, invalidEach, oneOf, required, tooLong } from "./fieldErrors";
import { dnsLabel, dnsSubdomain, pathSegment } from "./names";

const longestController = 250;
const scopes = ["Cluster", "Namespace"];

/** After Kubernetes' `ValidateIngressClass`. */
export function validateIngressClass({ spec }: IngressClass, old?: IngressClass): FieldError[] {
  const { controller = "", parameters } = spec ?? {};
  return [
    ...(old ? immutable(controller, old.spec.controller, "spec.controller") : validateController(controller)),
    ...(parameters ? validateParameters(parameters, "spec.parameters") : []),
  ];
}

function validateController(controller: string): FieldError[] {
  const field = "spec.controller";
  if (controller === "") return [required(field)];
  if (controller.length > longestController) return [tooLong(field, longestController)];
  const [domain = "", path = ""] = controller.split(/\/(.*)/s);
  const isPrefixed = path !== "" && dnsSubdomain(domain).length === 0;
  const says = 'must be a domain-prefixed path (such as "acme.io/foo")';
  return isPrefixed ? [] : [invalid(field, controller, says)];
}

type Parameters = NonNullable<IngressClass["spec"]["parameters"]>;

function validateParameters({ apiGroup, kind, name, scope, namespace }: Parameters, field: string): FieldError[] {
  return [
    ...(apiGroup ? invalidEach(`${field}.apiGroup`, apiGroup, dnsSubdomain(apiGroup)) : []),
    ...(kind ? invalidEach(`${field}.kind`, kind, pathSegment(kind)) : [required(`${field}.kind`)]),
    ...(name ? invalidEach(`${field}.name`, name, pathSegment(name)) : [required(`${field}.name`)]),
    ...oneOf(scope, `${field}.scope`, scopes),
    ...(scope === "Namespace" && !namespace
      ? [required(`${field}.namespace`, "`parameters.scope` is set to 'Namespace'")]
      : []),
    ...(scope === "Namespace" && namespace ? invalidEach(`${field}.namespace`, namespace, dnsLabel(namespace)) : []),
    ...(scope === "Cluster" && namespace !== undefined
      ? [forbidden(`${field}.namespace`, "`parameters.scope` is set to 'Cluster'")]
      : []),
  ];
}
