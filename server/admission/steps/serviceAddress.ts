import ipaddr from "ipaddr.js";
import { isEqual } from "@/server/lib/equal";
import { ClusterError } from "@/server/lib/errors";
import { invalidObject } from "@/server/objects/check";
import type { KubeObject, Service } from "@/server/objects/types";
import { invalid } from "@/server/objects/validation/fieldErrors";
import { isIp } from "@/server/objects/validation/names";
import type { AdmissionContext, AdmissionRequest, AdmissionStep } from "../request";

const usualServiceRange = "10.96.0.0/12";
/** How often to try at random before looking at every address. */
const randomTries = 16;

/** A Service has one virtual address of the service range, its own for life; none when headless or ExternalName. */
export const serviceAddress: AdmissionStep = {
  name: "serviceAddress",
  async admit(object, request, context) {
    if (request.kind.kind !== "Service" || request.kind.group !== "" || request.subresource) return object;
    const service = withFamilies(
      withOldAddress(object as Service, request.old as Service | undefined),
      request.old as Service | undefined,
    );
    if (service.spec.type === "ExternalName") return withoutAddress(service, request.old as Service | undefined);
    const asked = service.spec.clusterIP;
    const isKept = asked !== undefined && asked === (request.old as Service | undefined)?.spec.clusterIP;
    if (asked === "None" || isKept) return service;
    if (asked && !isIp(asked)) return service; // validation says so
    const address = asked ? await claim(asked, request, context) : await allocate(request, context);
    return { ...service, spec: { ...service.spec, clusterIP: address, clusterIPs: [address] } };
  },
};

/** There is one family of addresses here. What stands behind a headless service without a selector may have any. */
function withFamilies(service: Service, old: Service | undefined): Service {
  const isAnybodys = service.spec.clusterIP === "None" && Object.keys(service.spec.selector ?? {}).length === 0;
  const usual = old?.spec.ipFamilyPolicy ?? (isAnybodys ? "RequireDualStack" : "SingleStack");
  const { type, ipFamilyPolicy = usual } = service.spec;
  const { ipFamilies = ipFamilyPolicy === "SingleStack" ? ["IPv4"] : ["IPv4", "IPv6"] } = service.spec;
  return type === "ExternalName" ? service : { ...service, spec: { ...service.spec, ipFamilies, ipFamilyPolicy } };
}

function withOldAddress(service: Service, old: Service | undefined): Service {
  const { clusterIP, clusterIPs } = old?.spec ?? {};
  const { clusterIP: asked, clusterIPs: list } = service.spec;
  // Whoever changes the address, and leaves the list of addresses as it was, means both.
  if (asked && asked !== clusterIP && list && isEqual(list, clusterIPs))
    return { ...service, spec: { ...service.spec, clusterIPs: [asked] } };
  if (!clusterIP || service.spec.clusterIP || service.spec.type === "ExternalName") return service;
  return { ...service, spec: { ...service.spec, clusterIP, clusterIPs: clusterIPs ?? [clusterIP] } };
}

/** One that becomes an ExternalName gives its address back. */
function withoutAddress(service: Service, old: Service | undefined): Service {
  const { clusterIP, clusterIPs: _ips, ipFamilies: _families, ipFamilyPolicy: _policy, ...spec } = service.spec;
  if (clusterIP && clusterIP !== old?.spec.clusterIP) return service; // validation says so
  return { ...service, spec };
}

async function claim(address: string, { kind, object, dryRun }: AdmissionRequest, context: AdmissionContext) {
  const range = context.serviceRange ?? usualServiceRange;
  const fails = (why: string) =>
    invalidObject(kind, object.metadata.name ?? "", [
      invalid("spec.clusterIPs", [address], `failed to allocate IP ${address}: ${why}`),
    ]);
  if (!isInRange(address, range))
    throw fails(`the provided IP (${address}) is not in the valid range. The range of valid IPs is ${range}`);
  const used = await usedAddresses(context);
  if (used.has(address) || context.reservations.has(address)) throw fails("provided IP is already allocated");
  if (!dryRun) context.reservations.add(address);
  return address;
}

async function allocate({ dryRun }: AdmissionRequest, context: AdmissionContext): Promise<string> {
  const { first, size } = bounds(context.serviceRange ?? usualServiceRange);
  const used = await usedAddresses(context);
  const isFree = (address: string) => !used.has(address) && !context.reservations.has(address);
  const start = Math.floor(context.random.fraction() * size);
  for (let tries = 0; tries < randomTries + size; tries++) {
    const offset = tries < randomTries ? Math.floor(context.random.fraction() * size) : (start + tries) % size;
    const address = toAddress(first + offset);
    if (!isFree(address)) continue;
    if (!dryRun) context.reservations.add(address);
    return address;
  }
  throw new ClusterError("InternalError", { says: "failed to allocate a serviceIP: range is full" });
}

async function usedAddresses({ lookups }: AdmissionContext): Promise<ReadonlySet<string>> {
  const services: readonly KubeObject[] = await lookups.list("services");
  return new Set(services.flatMap((service) => (service as Service).spec.clusterIP ?? []));
}

function isInRange(address: string, range: string): boolean {
  const parsed = ipaddr.parse(address);
  const [network, bits] = ipaddr.parseCIDR(range);
  return parsed.kind() === network.kind() && parsed.match(network, bits);
}

/** Without the network's own address, the first one (the API server's), and the last. */
function bounds(range: string): { readonly first: number; readonly size: number } {
  const [network, bits] = ipaddr.parseCIDR(range);
  const base = network.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0);
  const whole = 2 ** (32 - bits);
  const start = Math.floor(base / whole) * whole;
  return { first: start + 2, size: Math.max(1, whole - 3) };
}

function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}
