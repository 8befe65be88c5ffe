import { ClusterError, type FieldError } from "@/server/lib/errors";
import { invalidObject } from "@/server/objects/check";
import type { Service } from "@/server/objects/types";
import { invalid } from "@/server/objects/validation/fieldErrors";
import type { AdmissionContext, AdmissionRequest, AdmissionStep } from "../request";

type ServicePort = NonNullable<Service["spec"]["ports"]>[number];

const usualNodePorts = [30_000, 32_767] as const;
const randomTries = 16;

/** A Service of type NodePort or LoadBalancer has a port of its own on the nodes for each of its ports. */
export const nodePorts: AdmissionStep = {
  name: "nodePorts",
  async admit(object, request, context) {
    if (request.kind.kind !== "Service" || request.kind.group !== "" || request.subresource) return object;
    const service = object as Service;
    const old = request.old as Service | undefined;
    const { ports } = service.spec;
    if (!ports) return service;
    if (!needsPorts(service)) {
      const isLeaving = old !== undefined && needsPorts(old) && samePorts(ports, old.spec.ports ?? []);
      return isLeaving ? { ...service, spec: { ...service.spec, ports: ports.map(withoutNodePort) } } : service;
    }
    const given = await give(
      ports.map((port) => withOld(port, old)),
      request,
      context,
    );
    return { ...service, spec: { ...service.spec, ports: given } };
  },
};

function needsPorts({ spec }: Service): boolean {
  return spec.type === "NodePort" || (spec.type === "LoadBalancer" && spec.allocateLoadBalancerNodePorts !== false);
}

function withoutNodePort({ nodePort: _port, ...rest }: ServicePort): ServicePort {
  return rest;
}

function samePorts(left: readonly ServicePort[], right: readonly ServicePort[]): boolean {
  return left.every(({ nodePort }) => !nodePort || right.some((other) => other.nodePort === nodePort));
}

/** A port that says no node port keeps the one that it had. */
function withOld(port: ServicePort, old: Service | undefined): ServicePort {
  if (port.nodePort) return port;
  const before = old?.spec.ports?.find((other) => other.port === port.port && other.protocol === port.protocol);
  return before?.nodePort ? { ...port, nodePort: before.nodePort } : port;
}

async function give(ports: readonly ServicePort[], request: AdmissionRequest, context: AdmissionContext) {
  const [first, last] = context.nodePortRange ?? usualNodePorts;
  const own = new Set((request.old as Service | undefined)?.spec.ports?.map(({ nodePort }) => nodePort) ?? []);
  const used = await usedPorts(context, request.old?.metadata.uid);
  const isFree = (port: number) => own.has(port) || (!used.has(port) && !context.reservations.has(keyOf(port)));
  const errors: FieldError[] = [];
  const given = ports.map((port, index) => {
    const field = `spec.ports[${index}].nodePort`;
    const { nodePort } = port;
    if (nodePort && (nodePort < first || nodePort > last))
      errors.push(
        invalid(
          field,
          nodePort,
          `provided port is not in the valid range. The range of valid ports is ${first}-${last}`,
        ),
      );
    else if (nodePort && !isFree(nodePort)) errors.push(invalid(field, nodePort, "provided port is already allocated"));
    if (nodePort) return port;
    const free = findFree({ first, last }, (candidate) => isFree(candidate) && !used.has(candidate), context);
    used.add(free);
    return { ...port, nodePort: free };
  });
  if (errors.length > 0) throw invalidObject(request.kind, request.object.metadata.name ?? "", errors);
  if (!request.dryRun)
    for (const { nodePort } of given) if (nodePort && !own.has(nodePort)) context.reservations.add(keyOf(nodePort));
  return given;
}

async function usedPorts({ lookups }: AdmissionContext, exceptUid: string | undefined): Promise<Set<number>> {
  const services = (await lookups.list("services")) as readonly Service[];
  const others = services.filter(({ metadata }) => metadata.uid !== exceptUid);
  return new Set(others.flatMap(({ spec }) => (spec.ports ?? []).flatMap(({ nodePort }) => nodePort || [])));
}

function findFree(
  { first, last }: { first: number; last: number },
  isFree: (port: number) => boolean,
  { random }: AdmissionContext,
): number {
  const size = last - first + 1;
  const start = Math.floor(random.fraction() * size);
  for (let tries = 0; tries < randomTries + size; tries++) {
    const offset = tries < randomTries ? Math.floor(random.fraction() * size) : (start + tries) % size;
    if (isFree(first + offset)) return first + offset;
  }
  throw new ClusterError("InternalError", { says: "failed to allocate a nodePort: range is full" });
}

export function keyOf(port: number): string {
  return `nodePort/${port}`;
}
