import net from "node:net";
import type { Answer, Question, SoaAnswer, SrvAnswer } from "dns-packet";
import type { NamedEndpoint, NamedPort, NamedService, ServiceNames } from "./serviceNames";

const clusterDomain = "cluster.local";
/** As CoreDNS answers for Kubernetes: services move quickly. */
const ttl = 5;

export interface OwnAnswer {
  readonly type: "own";
  readonly doesExist: boolean;
  readonly answers: readonly Answer[];
  readonly additionals: readonly Answer[];
  /** A name outside that the answer leads to: its addresses are to be added. */
  readonly chase?: string;
}

/** Answered here, or asked of the machine's own resolvers. */
export type Decision = OwnAnswer | { readonly type: "forward" };

export interface Knowledge {
  readonly names: ServiceNames;
  /** Whether pods reach a service at its virtual address; its pods' own addresses are given where they do not. */
  readonly isReachable: (clusterIp: string) => boolean;
}

type Asked = Pick<Question, "name" | "type">;

const forward: Decision = { type: "forward" };
const absent: OwnAnswer = { type: "own", doesExist: false, answers: [], additionals: [] };
const empty: OwnAnswer = { ...absent, doesExist: true };
const found = (answers: readonly Answer[], additionals: readonly Answer[] = []): OwnAnswer => ({
  ...empty,
  answers,
  additionals,
});

/** What the cluster says to one question; after Kubernetes' "DNS-Based Service Discovery" 1.1.0. */
export function answer(asked: Asked, knowledge: Knowledge): Decision {
  const labels = asked.name.toLowerCase().replace(/\.$/, "").split(".");
  if (labels.at(-1) === "arpa") return reverse(asked, labels, knowledge);
  if (labels.slice(-2).join(".") !== clusterDomain) return forward;
  const [kind, namespace, ...own] = labels.slice(0, -2).reverse();
  if (kind === undefined) return asked.type === "SOA" ? found([soa]) : empty;
  if (kind === "pod") return podAnswer(asked, namespace, own);
  if (kind !== "svc") return absent;
  if (namespace === undefined) return empty;
  const [name, ...below] = own;
  if (name === undefined) return knowledge.names.hasNamespace(namespace) ? empty : absent;
  const service = knowledge.names.service(namespace, name);
  return service ? serviceAnswer(asked, { service, below: below.reverse() }, knowledge) : absent;
}

/** For answers that say no: how long that may be believed. */
export const soa: SoaAnswer = {
  type: "SOA",
  name: clusterDomain,
  ttl,
  data: {
    mname: `ns.dns.${clusterDomain}`,
    rname: `hostmaster.${clusterDomain}`,
    serial: 1,
    refresh: 7200,
    retry: 1800,
    expire: 86_400,
    minimum: ttl,
  },
};

function serviceAnswer(
  asked: Asked,
  { service, below }: { readonly service: NamedService; readonly below: readonly string[] },
  knowledge: Knowledge,
): OwnAnswer {
  if (service.externalName) return below.length === 0 ? external(asked, service.externalName) : absent;
  const [first = "", second = ""] = below;
  if (below.length === 0)
    return asked.type === "SRV" ? srv(asked, service, knowledge) : byAddress(asked, service, knowledge);
  if (below.length === 1) {
    const named = knowledge.names.endpoints(service).filter(({ hostname }) => hostname.toLowerCase() === first);
    return named.length === 0
      ? absent
      : found(
          addresses(
            asked,
            named.map(({ address }) => address),
          ),
        );
  }
  if (below.length > 2 || !first.startsWith("_") || !second.startsWith("_")) return absent;
  const isAsked = ({ name, protocol }: NamedPort) => `_${name}` === first && `_${protocol}` === second;
  if (!service.ports.some(isAsked)) return absent;
  return asked.type === "SRV" ? srv(asked, service, knowledge, isAsked) : byAddress(asked, service, knowledge);
}

function byAddress(asked: Asked, service: NamedService, knowledge: Knowledge): OwnAnswer {
  const all = addressesOf(service, knowledge);
  return all.length === 0 ? absent : found(addresses(asked, all));
}

/** The virtual addresses; the ready pods' own where there are none, or where pods do not reach them. */
function addressesOf(service: NamedService, { names, isReachable }: Knowledge): string[] {
  const virtual = service.clusterIps.filter(isReachable);
  if (virtual.length > 0 && isCarried(service)) return virtual;
  return [...new Set(names.endpoints(service).map(({ address }) => address))];
}

/** Only TCP is carried from a virtual address to the pods. */
function isCarried({ ports }: NamedService): boolean {
  return ports.length === 0 || ports.some(({ protocol }) => protocol === "tcp");
}

function srv(
  asked: Asked,
  service: NamedService,
  knowledge: Knowledge,
  isAsked: (port: NamedPort) => boolean = () => true,
): OwnAnswer {
  const base = `${service.name}.${service.namespace}.svc.${clusterDomain}`;
  const isVirtual = service.clusterIps.some(knowledge.isReachable) && isCarried(service);
  const targets: readonly NamedEndpoint[] = isVirtual
    ? service.clusterIps.map((address) => ({ address, hostname: "", ports: service.ports }))
    : knowledge.names.endpoints(service);
  const lines = targets.flatMap(({ address, hostname, ports }) =>
    ports.filter(isAsked).map(({ port }) => ({ port, address, target: hostname ? `${hostname}.${base}` : base })),
  );
  if (lines.length === 0) return absent;
  const answers = lines.map(
    ({ port, target }): SrvAnswer => ({
      type: "SRV",
      name: asked.name,
      ttl,
      data: { priority: 0, weight: Math.floor(100 / lines.length), port, target },
    }),
  );
  const where = new Map(lines.map(({ address, target }) => [`${address} ${target}`, { address, target }]));
  return found(
    answers,
    [...where.values()].map(({ address, target }) => addressAnswer(target, address)),
  );
}

function external(asked: Asked, target: string): OwnAnswer {
  const alias: Answer = { type: "CNAME", name: asked.name, ttl, data: target };
  const isAddress = asked.type === "A" || asked.type === "AAAA";
  return { ...found([alias]), ...(isAddress ? { chase: target } : {}) };
}

/** `10-1-2-3.NAMESPACE.pod.cluster.local` is that address, whether a pod has it or not (CoreDNS: `pods insecure`). */
function podAnswer(asked: Asked, namespace: string | undefined, [label, ...more]: readonly string[]): OwnAnswer {
  if (!namespace || !label) return empty;
  const address = label.replaceAll("-", ".");
  return more.length === 0 && net.isIPv4(address) ? found(addresses(asked, [address])) : absent;
}

/** Of virtual addresses only; every other address is the machine's resolvers' to name. */
function reverse(asked: Asked, labels: readonly string[], { names }: Knowledge): Decision {
  if (labels.at(-2) !== "in-addr") return forward;
  const service = names.withAddress(labels.slice(0, -2).reverse().join("."));
  if (!service) return forward;
  const data = `${service.name}.${service.namespace}.svc.${clusterDomain}`;
  return asked.type === "PTR" ? found([{ type: "PTR", name: asked.name, ttl, data }]) : empty;
}

function addresses(asked: Asked, all: readonly string[]): Answer[] {
  const version = { A: 4, AAAA: 6 }[asked.type as string];
  return all.filter((address) => net.isIP(address) === version).map((address) => addressAnswer(asked.name, address));
}

function addressAnswer(name: string, address: string): Answer {
  return { type: net.isIPv6(address) ? "AAAA" : "A", name, ttl, data: address };
}
