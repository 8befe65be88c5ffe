import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { ServicePort } from "../table";
import { TcpProxy, type TcpProxyOptions } from "./tcpProxy";

export interface ServiceListenersOptions extends TcpProxyOptions {
  /** Where nodePorts listen. */
  readonly host: string;
  /** Makes an address of this machine's own before it is listened on (the bridge of Docker); throws when it cannot. */
  readonly claim: (address: string) => Promise<void>;
  readonly log: Log;
}

interface Listener {
  readonly proxy: TcpProxy;
  readonly ready: Promise<boolean>;
}

/** Keeps one TCP listener for each clusterIP:port and nodePort that the table names. */
export class ServiceListeners {
  readonly #listeners = new Map<string, Listener>();

  constructor(private readonly options: ServiceListenersOptions) {}

  apply(services: readonly ServicePort[]): void {
    const wanted = new Map<string, { host: string; port: number; service: ServicePort }>();
    for (const service of services) {
      if (service.protocol !== "TCP") continue;
      const { clusterIp, port, nodePort } = service;
      if (clusterIp) wanted.set(`${clusterIp}:${port}`, { host: clusterIp, port, service });
      if (nodePort) wanted.set(`*:${nodePort}`, { host: this.options.host, port: nodePort, service });
    }
    for (const [key, { proxy }] of this.#listeners) if (!wanted.has(key)) this.#drop(key, proxy);
    for (const [key, { host, port, service }] of wanted) {
      const there = this.#listeners.get(key);
      if (there) there.proxy.update(service);
      else this.#open(key, { host, port, service });
    }
  }

  /** Resolves once all listeners of the last table were tried. */
  async settled(): Promise<void> {
    await Promise.all([...this.#listeners.values()].map(({ ready }) => ready));
  }

  close(): void {
    for (const [key, { proxy }] of this.#listeners) this.#drop(key, proxy);
  }

  #open(key: string, { host, port, service }: { host: string; port: number; service: ServicePort }): void {
    const proxy = new TcpProxy(service, this.options);
    const ready = this.options
      .claim(host)
      .then(() => proxy.listen(host, port))
      .then(() => true)
      .catch((error) => {
        this.options.log.warn(
          { service: service.id, address: key, error: messageOf(error) },
          "cannot listen for a service",
        );
        // The next table tries again: what held the port may be gone by then.
        if (this.#listeners.get(key)?.proxy === proxy) this.#drop(key, proxy);
        return false;
      });
    this.#listeners.set(key, { proxy, ready });
  }

  #drop(key: string, proxy: TcpProxy): void {
    this.#listeners.delete(key);
    proxy.close();
  }
}
