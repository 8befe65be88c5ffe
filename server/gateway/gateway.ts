import { isDeepStrictEqual } from "node:util";
import type { Cluster } from "@/server/cluster/cluster";
import { type Reflector, reflect } from "@/server/cluster/reflector";
import { backoffMs } from "@/server/lib/backoff";
import { type Clock, timestamp } from "@/server/lib/clock";
import { isReason, messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { EndpointSlice, Ingress, KubeObject, Service } from "@/server/objects/types";
import { attachmentsOf } from "./attachment";
import { compile, controllerName, type Observed } from "./compile";
import type { BackendStats, GatewayDriver } from "./drivers/driver";
import { gatewayStatus } from "./gatewayStatus";
import { ingressStatus, tlsAnnotation, tlsNotServed } from "./ingress";
import { routeStatus, servicePortsOf } from "./routeStatus";
import { ServiceListeners } from "./services/serviceListeners";
import { emptyTable, type RouteTable } from "./table";
import { TableFile } from "./tableFile";
import { Withdrawn } from "./withdrawn";

export interface GatewayOptions {
  readonly cluster: Cluster;
  readonly driver: GatewayDriver;
  readonly clock: Clock;
  readonly log: Log;
  /** Folder of the last table. */
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  readonly claim: (address: string) => Promise<void>;
}

/** The running gateway: objects in by reflectors, one table out to the driver and the TCP proxies. */
export interface RunningGateway {
  /** What it goes by: others in this process need no second copy. */
  readonly objects: { readonly services: Reflector<Service>; readonly slices: Reflector<EndpointSlice> };
  withdraw(podUid: string): Promise<void>;
  health(): { isReady: boolean; isSynced: boolean; driver: string };
  /** What was carried since the start, by backend id. */
  stats(): Promise<Readonly<Record<string, BackendStats>>>;
  close(): Promise<void>;
}

/** Listens by the last table at once, before the control plane is asked. Rejects when the port cannot be had. */
export async function startGateway(options: GatewayOptions): Promise<RunningGateway> {
  const gateway = new GatewayLoop(options);
  await gateway.start();
  return gateway;
}

const retry = { firstMs: 100, maxMs: 10_000 };

class GatewayLoop implements RunningGateway {
  readonly #file: TableFile;
  readonly #withdrawn: Withdrawn;
  readonly #listeners: ServiceListeners;
  readonly #reflectors;
  #table: RouteTable = emptyTable;
  #isSynced = false;
  #isPlanned = false;
  #written = "";
  #failures = 0;
  #cancelRetry = () => {};

  constructor(private readonly options: GatewayOptions) {
    const { cluster, clock, log, host, claim, folder } = options;
    this.#file = new TableFile(folder);
    this.#withdrawn = new Withdrawn(clock);
    this.#listeners = new ServiceListeners({
      host,
      claim,
      log,
      isWithdrawn: (podUid) => this.#withdrawn.has(podUid),
      nowMs: () => clock.monotonicMs(),
    });
    const tools = { clock, log };
    this.#reflectors = {
      classes: reflect(cluster, "GatewayClass", tools),
      gateways: reflect(cluster, "Gateway", tools),
      namespaces: reflect(cluster, "Namespace", tools),
      routes: reflect(cluster, "HTTPRoute", tools),
      ingressClasses: reflect(cluster, "IngressClass", tools),
      ingresses: reflect(cluster, "Ingress", tools),
      services: reflect(cluster, "Service", tools),
      slices: reflect(cluster, "EndpointSlice", tools),
    };
  }

  get objects() {
    return this.#reflectors;
  }

  async start(): Promise<void> {
    const { driver, host, port } = this.options;
    await this.#use(this.#file.read());
    await driver.listen(host, port);
    const all: Reflector<KubeObject>[] = Object.values(this.#reflectors);
    for (const reflector of all) reflector.onChange(() => this.#plan());
    Promise.all(all.map(({ synced }) => synced)).then(
      () => {
        this.#isSynced = true;
        this.#plan();
      },
      // Closed before the first list: nothing to do.
      () => {},
    );
  }

  async withdraw(podUid: string): Promise<void> {
    this.#withdrawn.add(podUid);
    await this.options.driver.withdraw(podUid);
  }

  health() {
    return { isReady: true, isSynced: this.#isSynced, driver: this.options.driver.name };
  }

  async stats() {
    return Object.fromEntries(await this.options.driver.stats());
  }

  async close(): Promise<void> {
    this.#isSynced = false;
    this.#cancelRetry();
    for (const reflector of Object.values(this.#reflectors)) reflector.close();
    this.#listeners.close();
    await this.options.driver.close();
  }

  /** Changes of one turn of the event loop become one table; one that was not taken is tried again. */
  #plan(): void {
    if (this.#isPlanned || !this.#isSynced) return;
    this.#isPlanned = true;
    this.#cancelRetry();
    setImmediate(() => {
      this.#isPlanned = false;
      this.#recompile().then(
        () => {
          this.#failures = 0;
        },
        (error) => {
          const { log, clock } = this.options;
          log.error({ error: messageOf(error) }, "the routes could not be put in force, and are tried again");
          this.#cancelRetry = clock.after(backoffMs(++this.#failures, retry), () => this.#plan());
        },
      );
    });
  }

  async #recompile(): Promise<void> {
    const observed = this.#observed();
    const table = compile(observed);
    const text = JSON.stringify(table);
    if (text !== this.#written) {
      await this.#use(table);
      this.#written = text;
      this.#file.write(table);
    } else {
      this.#withdrawn.settle(table);
      await this.options.driver.apply(this.#table);
    }
    await this.#writeStatus(observed);
  }

  async #use(table: RouteTable): Promise<void> {
    this.#table = table;
    this.#withdrawn.settle(table);
    await this.options.driver.apply(table);
    this.#listeners.apply(table.services);
  }

  #observed(): Observed {
    const classes = this.#reflectors.classes.list().filter(({ spec }) => spec.controllerName === controllerName);
    const ours = new Set(classes.map(({ metadata }) => metadata.name));
    return {
      gateways: this.#reflectors.gateways.list().filter(({ spec }) => ours.has(spec.gatewayClassName)),
      namespaces: this.#reflectors.namespaces.list(),
      routes: this.#reflectors.routes.list(),
      ingresses: this.#reflectors.ingresses.list().filter((ingress) => this.#serves(ingress)),
      services: this.#reflectors.services.list(),
      slices: this.#reflectors.slices.list(),
    };
  }

  /** By its class, in either of the two places where Kubernetes lets one name it. */
  #serves({ metadata, spec }: Ingress): boolean {
    const name = spec.ingressClassName ?? metadata.annotations?.["kubernetes.io/ingress.class"];
    const found = name && this.#reflectors.ingressClasses.get(undefined, name);
    return found !== undefined && found !== "" && found.spec.controller === controllerName;
  }

  async #writeStatus(observed: Observed): Promise<void> {
    const { gateways, routes, ingresses = [] } = observed;
    const now = timestamp(this.options.clock);
    const address = `${this.options.host}:${this.options.port}`;
    const world = { ...observed, servicePorts: servicePortsOf(observed.services) };
    for (const route of routes) await this.#setStatus("HTTPRoute", route, { parents: routeStatus(route, world, now) });
    for (const ingress of ingresses) await this.#setIngressStatus(ingress, address);
    const attached = routes.flatMap((route) => attachmentsOf(route, observed));
    for (const gateway of gateways) {
      const taken = attached.filter((one) => one.gateway === gateway).flatMap(({ listeners }) => listeners);
      const countOf = (listener: string) => taken.filter((name) => name === listener).length;
      await this.#setStatus("Gateway", gateway, gatewayStatus(gateway, { address, attached: countOf }, now));
    }
  }

  async #setStatus(kind: string, object: KubeObject, status: object): Promise<void> {
    const isNothing = object.status === undefined && JSON.stringify(status) === '{"parents":[]}';
    if (isNothing || isDeepStrictEqual(object.status, status)) return;
    await this.#patchStatus(kind, object, { status });
  }

  /** A section for TLS is kept, and said not to be served. */
  async #setIngressStatus(ingress: Ingress, address: string): Promise<void> {
    const status = ingressStatus(address);
    const says = ingress.spec.tls?.length ? tlsNotServed : undefined;
    const isSaid = ingress.metadata.annotations?.[tlsAnnotation] === says;
    if (isSaid && JSON.stringify(ingress.status) === JSON.stringify(status)) return;
    const metadata = { annotations: { [tlsAnnotation]: says ?? null } };
    await this.#patchStatus("Ingress", ingress, { status, ...(isSaid ? {} : { metadata }) });
  }

  async #patchStatus(kind: string, object: KubeObject, body: object): Promise<void> {
    const { name, namespace } = object.metadata;
    const at = namespace ? { name, namespace } : { name };
    try {
      await this.options.cluster.patch(kind, at, { type: "merge", body }, { subresource: "status" });
    } catch (error) {
      // The status is told again at the next change; an object that is gone needs none.
      if (!isReason(error, "NotFound"))
        this.options.log.warn({ kind, name, error: messageOf(error) }, "status not written");
    }
  }
}
