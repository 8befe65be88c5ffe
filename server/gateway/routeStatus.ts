import type { Condition, HTTPBackendRef, HTTPRoute, RouteParentStatus, Service } from "@/server/objects/types";
import { type Attachment, attachmentsOf, type Surroundings } from "./attachment";
import { controllerName } from "./compile";
import { type Said, settled } from "./conditions";
import { isUnsupported } from "./unsupported";

export interface RouteWorld extends Surroundings {
  /** `namespace/name:port` of every Service port there is. */
  readonly servicePorts: ReadonlySet<string>;
}

export function servicePortsOf(services: readonly Service[]): ReadonlySet<string> {
  return new Set(
    services.flatMap(({ metadata, spec }) =>
      (spec.ports ?? []).map(({ port }) => `${metadata.namespace}/${metadata.name}:${port}`),
    ),
  );
}

/** What a route's status should say of the Gateways that we serve; other controllers' entries are kept. */
export function routeStatus(route: HTTPRoute, world: RouteWorld, now: string): RouteParentStatus[] {
  const all = route.status?.parents ?? [];
  const ours = attachmentsOf(route, world).map((attachment): RouteParentStatus => {
    const { parentRef } = attachment;
    const old = all.find((entry) => entry.controllerName === controllerName && isSame(entry.parentRef, parentRef));
    const said = [accepted(route, attachment), resolved(route, world), ...partlyInvalid(route, attachment)];
    const conditions = said.map((one): Condition => settled(old?.conditions, { ...one, ...generationOf(route) }, now));
    return { parentRef, controllerName, conditions };
  });
  return [...all.filter((entry) => entry.controllerName !== controllerName), ...ours];
}

function isSame(left: RouteParentStatus["parentRef"], right: RouteParentStatus["parentRef"]): boolean {
  return (["namespace", "name", "sectionName", "port"] as const).every((field) => left[field] === right[field]);
}

function generationOf({ metadata }: HTTPRoute): { readonly observedGeneration: number } {
  return { observedGeneration: metadata.generation ?? 1 };
}

function accepted(route: HTTPRoute, { refusal }: Attachment): Said {
  if (refusal) return { type: "Accepted", status: "False", ...refusal };
  const { rules = [] } = route.spec;
  if (rules.length > 0 && rules.every(isUnsupported))
    return { type: "Accepted", status: "False", reason: "UnsupportedValue", message: notMirrored };
  return { type: "Accepted", status: "True", reason: "Accepted", message: "Route is accepted" };
}

const notMirrored = "this gateway does not mirror requests (RequestMirror)";

/** Some of its rules are carried and some cannot be: Gateway API wants the message to begin so. */
function partlyInvalid({ spec: { rules = [] } }: HTTPRoute, { refusal }: Attachment): Said[] {
  const dropped = rules.flatMap((rule, index) => (isUnsupported(rule) ? [index] : []));
  if (refusal || dropped.length === 0 || dropped.length === rules.length) return [];
  const message = `Dropped Rule ${dropped.join(", ")}: ${notMirrored}`;
  return [{ type: "PartiallyInvalid", status: "True", reason: "UnsupportedValue", message }];
}

function resolved({ metadata, spec }: HTTPRoute, { servicePorts }: RouteWorld): Said {
  const { namespace = "default" } = metadata;
  const references = (spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs);
  const faults = references.flatMap((reference) => faultOf(reference, namespace, servicePorts) ?? []);
  const [first] = faults;
  if (!first)
    return { type: "ResolvedRefs", status: "True", reason: "ResolvedRefs", message: "All references are resolved" };
  const message = [...new Set(faults.map((fault) => fault.message))].join("; ");
  return { type: "ResolvedRefs", status: "False", reason: first.reason, message };
}

type Fault = Pick<Said, "reason" | "message">;

function faultOf(reference: HTTPBackendRef, own: string, servicePorts: ReadonlySet<string>): Fault | undefined {
  const { group = "", kind = "Service", namespace = own, name, port } = reference;
  if (group !== "" || kind !== "Service")
    return { reason: "InvalidKind", message: `${kind} ${name} is no Service, which alone can be sent to` };
  const id = `${namespace}/${name}:${port ?? ""}`;
  if (namespace !== own)
    return { reason: "RefNotPermitted", message: `${id} is in another namespace, and no ReferenceGrant is honoured` };
  return servicePorts.has(id) ? undefined : { reason: "BackendNotFound", message: `no Service port ${id}` };
}
