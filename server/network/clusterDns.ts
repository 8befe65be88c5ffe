import { type Clock, delay } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import type { Knowledge } from "./dns/answer";
import { Forwarder, type Upstream } from "./dns/forward";
import { reply } from "./dns/reply";
import { type DnsServer, listenDns } from "./dns/server";
import { machineUpstreams } from "./dns/upstreams";

export interface ClusterDnsOptions {
  /** Where to listen: undefined while that is not known yet. Asked again and again, since a network may be made anew. */
  findAddress(): Promise<string | undefined>;
  /** 53 unless told. */
  readonly port?: number;
  readonly knowledge: () => Knowledge;
  /** This machine's own unless told. */
  readonly upstreams?: () => readonly Upstream[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const soonMs = 500;
const lookMs = 15_000;

/** The cluster's DNS, wherever the address is that pods ask; moves with it. Returns the way to end it. */
export function startClusterDns(options: ClusterDnsOptions): { close(): Promise<void> } {
  const abort = new AbortController();
  const running = keepListening(options, abort.signal);
  return {
    async close() {
      abort.abort();
      await running;
    },
  };
}

async function keepListening(options: ClusterDnsOptions, signal: AbortSignal): Promise<void> {
  const { clock, log, port = 53 } = options;
  let here: { readonly address: string; readonly server: DnsServer } | undefined;
  let told = "";
  while (!signal.aborted) {
    const address = await options.findAddress();
    if (address && address !== here?.address && !signal.aborted) {
      await here?.server.close();
      here = undefined;
      try {
        here = { address, server: await listen(address, port, options) };
        log.info({ address, port: here.server.port }, "services are found by name");
      } catch (error) {
        const reason = messageOf(error);
        if (reason !== told)
          log.warn({ address, port, reason }, "the cluster's DNS cannot listen: services are not found by name");
        told = reason;
      }
    }
    await delay(clock, here ? lookMs : soonMs, signal);
  }
  await here?.server.close();
}

function listen(address: string, port: number, options: ClusterDnsOptions): Promise<DnsServer> {
  const { knowledge, clock, random, upstreams = machineUpstreams(address) } = options;
  const forwarder = new Forwarder(upstreams, clock);
  const parts = { knowledge, random, forward: forwarder.ask.bind(forwarder) };
  return listenDns(address, port, (query, transport) => reply(query, transport, parts));
}
