import type { Duplex } from "node:stream";
import type {
  AttachOptions,
  ExecOptions,
  ExecSession,
  Forwarding,
  LogOptions,
  PodUsage,
  Usage,
} from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import type { Pod } from "@/server/objects/types";
import type { AgentClient } from "./agentClient";
import { type Engine, keyOf } from "./engine";
import { type Asked, audited, authorise } from "./guard";
import { containerOf } from "./podContainer";
import { read } from "./reads";
import { badRequest } from "./refusals";
import type { Who } from "./views";
import { whenForbidden } from "./whenForbidden";

type OfPod = Asked & { readonly name: string };

/** Ends with `Forbidden` when the right to read it was taken away meanwhile. */
export async function* logs(who: Who, asked: OfPod, options: LogOptions): AsyncGenerator<Uint8Array, void, undefined> {
  await authorise(who.engine, who.subject, asked);
  const pod = await podOf(who, asked);
  const { container, agent } = agentOf(who, pod, options.container);
  const revoked = new AbortController();
  const stop = whenForbidden(who, asked, (error) => revoked.abort(error));
  const signal = options.signal ? AbortSignal.any([options.signal, revoked.signal]) : revoked.signal;
  try {
    yield* agent.logs({ ...nameOf(asked), container }, { ...options, signal });
    if (revoked.signal.aborted) throw revoked.signal.reason;
  } finally {
    stop();
  }
}

export function exec(who: Who, asked: OfPod, options: ExecOptions): Promise<ExecSession> {
  return audited(who, actOf("exec", asked, options.command.join(" ")), async () => {
    await authorise(who.engine, who.subject, asked);
    const { container, agent } = agentOf(who, await podOf(who, asked), options.container);
    if (options.command.length === 0) throw badRequest("you must specify at least one command for the container");
    const session = await agent.exec({ ...nameOf(asked), container }, options);
    return { result: closedWhenForbidden(who, asked, session) };
  });
}

export function attach(who: Who, asked: OfPod, options: AttachOptions): Promise<ExecSession> {
  return audited(who, actOf("attach", asked), async () => {
    await authorise(who.engine, who.subject, asked);
    const { container, agent } = agentOf(who, await podOf(who, asked), options.container);
    const session = await agent.attach({ ...nameOf(asked), container }, options);
    return { result: closedWhenForbidden(who, asked, session) };
  });
}

/** The way to one pod: a later one of its name is not meant. */
export function portForward(who: Who, asked: OfPod): Promise<Forwarding> {
  return audited(who, actOf("portforward", asked), async () => {
    await authorise(who.engine, who.subject, asked);
    const pod = await podOf(who, asked);
    const agent = agentOnNode(who, pod);
    const open = new Set<Duplex>();
    const ended = new AbortController();
    const close = (reason?: unknown) => {
      stop();
      ended.abort(reason);
      for (const connection of open) connection.destroy();
    };
    const stop = whenForbidden(who, asked, close);
    const connect = async (port: number) => {
      ended.signal.throwIfAborted();
      if ((await podOf(who, asked)).metadata.uid !== pod.metadata.uid)
        throw badRequest(`pod ${asked.name} was replaced`);
      const connection = await agent.connect(nameOf(asked), port);
      if (ended.signal.aborted) connection.destroy();
      else open.add(connection);
      connection.once("close", () => open.delete(connection));
      return connection;
    };
    return { result: { connect, signal: ended.signal, close: () => close() } };
  });
}

function closedWhenForbidden(who: Who, asked: OfPod, session: ExecSession): ExecSession {
  const stop = whenForbidden(who, asked, () => session.close());
  session.exited.then(stop, stop);
  return session;
}

function actOf(verb: "exec" | "attach" | "portforward", { kind, namespace, name }: OfPod, says?: string) {
  return { verb, kind, namespace, name, ...(says !== undefined && { says }) };
}

const nameOf = ({ namespace, name }: OfPod) => ({ namespace, name });

async function podOf({ engine }: Who, { kind, namespace, name }: OfPod): Promise<Pod> {
  return (await read(engine, { kind, key: keyOf(kind, { namespace, name }) })) as Pod;
}

/** The container is looked at first, as Kubernetes does. */
function agentOf(who: Who, pod: Pod, container: string | undefined): { agent: AgentClient; container: string } {
  const found = containerOf(pod, container);
  return { container: found, agent: agentOnNode(who, pod) };
}

function agentOnNode({ engine }: Who, { metadata, spec }: Pod): AgentClient {
  if (!spec.nodeName) throw badRequest(`pod ${metadata.name} does not have a host assigned`);
  const agent = engine.agents.of(spec.nodeName);
  if (agent) return agent;
  throw new ClusterError("Unavailable", { says: `no agent of node ${spec.nodeName} is known` });
}

/** How long an agent may take to tell its usage; one that does not is left out. */
const usageTimeoutMs = 2_000;

export interface Used {
  readonly pods: ReadonlyMap<string, PodUsage>;
  readonly nodes: ReadonlyMap<string, Usage>;
}

export async function usage({ engine, subject }: Who, asked: readonly Asked[]): Promise<Used> {
  for (const one of asked) await authorise(engine, subject, one);
  return usageOn(
    engine,
    (await engine.store.list({ resource: "nodes" })).items.map((node) => node.metadata.name),
  );
}

/** What these nodes and their pods use, as their agents tell it now. */
export async function usageOn(engine: Engine, names: Iterable<string>): Promise<Used> {
  const late = new AbortController();
  const cancel = engine.clock.after(usageTimeoutMs, () => late.abort());
  const pods = new Map<string, PodUsage>();
  const nodes = new Map<string, Usage>();
  await Promise.all(
    [...new Set(names)].map(async (name) => {
      const told = await engine.agents
        .of(name)
        ?.usage(late.signal)
        .catch(() => undefined);
      if (told?.node) nodes.set(name, told.node);
      for (const [pod, used] of told?.pods ?? []) pods.set(pod, used);
    }),
  );
  cancel();
  return { pods, nodes };
}
