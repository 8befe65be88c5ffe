import type { EndpointSlice, Service } from "@/server/objects/types";

export interface NamedPort {
  readonly name: string;
  /** `tcp` or `udp`, as names have it. */
  readonly protocol: string;
  readonly port: number;
}

export interface NamedService {
  readonly namespace: string;
  readonly name: string;
  readonly clusterIps: readonly string[];
  readonly externalName?: string;
  readonly ports: readonly NamedPort[];
}

export interface NamedEndpoint {
  /** Its own name below the service's: the pod's hostname, else its address with dashes. */
  readonly hostname: string;
  readonly address: string;
  readonly ports: readonly NamedPort[];
}

/** Everything that names can be answered from: plain data. */
export interface Names {
  readonly services: readonly NamedService[];
  /** By slice: whose service it is, and its ready endpoints. */
  readonly slices: readonly (readonly [slice: string, service: string, endpoints: readonly NamedEndpoint[]])[];
}

/** What names lead to, by service; kept up to date one object at a time. */
export class ServiceNames {
  readonly #services = new Map<string, NamedService>();
  readonly #byAddress = new Map<string, NamedService>();
  readonly #slices = new Map<string, { readonly service: string; readonly endpoints: readonly NamedEndpoint[] }>();
  readonly #slicesOf = new Map<string, Set<string>>();
  readonly #namespaces = new Map<string, number>();

  service(namespace: string, name: string): NamedService | undefined {
    return this.#services.get(`${namespace}/${name}`);
  }

  endpoints({ namespace, name }: NamedService): NamedEndpoint[] {
    const slices = this.#slicesOf.get(`${namespace}/${name}`) ?? [];
    return [...slices].flatMap((slice) => this.#slices.get(slice)?.endpoints ?? []);
  }

  hasNamespace(namespace: string): boolean {
    return this.#namespaces.has(namespace);
  }

  /** Whose virtual address it is. */
  withAddress(address: string): NamedService | undefined {
    return this.#byAddress.get(address);
  }

  putService(service: Service): void {
    this.#put(namedService(service));
  }

  dropService(service: Service): void {
    this.#drop(`${service.metadata.namespace}/${service.metadata.name}`);
  }

  putSlice(slice: EndpointSlice): void {
    const { namespace = "default", name, labels } = slice.metadata;
    const service = labels?.["kubernetes.io/service-name"];
    if (service) this.#putSlice(`${namespace}/${name}`, `${namespace}/${service}`, readyEndpoints(slice));
  }

  dropSlice({ metadata }: EndpointSlice): void {
    this.#dropSlice(`${metadata.namespace}/${metadata.name}`);
  }

  toNames(): Names {
    const slices = [...this.#slices].map(([slice, { service, endpoints }]) => [slice, service, endpoints] as const);
    return { services: [...this.#services.values()], slices };
  }

  static from(names: Names): ServiceNames {
    const made = new ServiceNames();
    for (const service of names.services) made.#put(service);
    for (const [slice, service, endpoints] of names.slices) made.#putSlice(slice, service, endpoints);
    return made;
  }

  #put(service: NamedService): void {
    const key = `${service.namespace}/${service.name}`;
    this.#drop(key);
    this.#services.set(key, service);
    this.#namespaces.set(service.namespace, (this.#namespaces.get(service.namespace) ?? 0) + 1);
    for (const address of service.clusterIps) this.#byAddress.set(address, service);
  }

  #drop(key: string): void {
    const service = this.#services.get(key);
    if (!service) return;
    this.#services.delete(key);
    for (const address of service.clusterIps) this.#byAddress.delete(address);
    const left = (this.#namespaces.get(service.namespace) ?? 1) - 1;
    if (left > 0) this.#namespaces.set(service.namespace, left);
    else this.#namespaces.delete(service.namespace);
  }

  #putSlice(slice: string, service: string, endpoints: readonly NamedEndpoint[]): void {
    this.#dropSlice(slice);
    this.#slices.set(slice, { service, endpoints });
    const slices = this.#slicesOf.get(service) ?? new Set();
    this.#slicesOf.set(service, slices.add(slice));
  }

  #dropSlice(slice: string): void {
    const service = this.#slices.get(slice)?.service;
    if (service === undefined) return;
    this.#slices.delete(slice);
    const slices = this.#slicesOf.get(service);
    slices?.delete(slice);
    if (slices?.size === 0) this.#slicesOf.delete(service);
  }
}

function namedService({ metadata, spec }: Service): NamedService {
  const isExternal = spec.type === "ExternalName";
  const addresses = spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : []);
  return {
    namespace: metadata.namespace ?? "default",
    name: metadata.name,
    clusterIps: isExternal ? [] : addresses.filter((address) => address !== "" && address !== "None"),
    ...(isExternal && spec.externalName ? { externalName: spec.externalName } : {}),
    ports: (spec.ports ?? []).map(({ name = "", port, protocol }) => ({ name, port, protocol: lower(protocol) })),
  };
}

function readyEndpoints({ endpoints, ports }: EndpointSlice): NamedEndpoint[] {
  const named = (ports ?? []).flatMap(({ name = "", port, protocol }) =>
    port === undefined ? [] : [{ name, port, protocol: lower(protocol) }],
  );
  return (endpoints ?? []).flatMap(({ addresses, conditions, hostname }) =>
    conditions?.ready === false
      ? []
      : addresses.map((address) => ({ address, hostname: hostname ?? dashed(address), ports: named })),
  );
}

const lower = (protocol = "TCP") => protocol.toLowerCase();

/** `10.1.2.3` → `10-1-2-3`, as a label of a name. */
const dashed = (address: string) => address.replaceAll(/[.:]/g, "-");
