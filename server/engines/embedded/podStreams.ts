import type { ExecOptions, ExecSession, LogOptions, Usage } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import type { Pod } from "@/server/objects/types";
import type { AgentClient, ContainerName } from "./agentClient";
import { keyOf } from "./engine";
import { type Asked, audited, authorise } from "./guard";
import { containerOf } from "./podContainer";
import { read } from "./reads";
import { badRequest } from "./refusals";
import type { Who } from "./views";

type OfPod = Asked & { readonly name: string };

export async function* logs(who: Who, asked: OfPod, options: LogOptions): AsyncGenerator<Uint8Array, void, undefined> {
  await authorise(who.engine, who.subject, asked);
  const { agent, at } = await agentOf(who, asked, options.container);
  yield* agent.logs(at, options);
}

export function exec(who: Who, asked: OfPod, options: ExecOptions): Promise<ExecSession> {
  const { kind, namespace, name } = asked;
  const act = { verb: "exec", kind, namespace, name, says: options.command.join(" ") } as const;
  return audited(who, act, async () => {
    await authorise(who.engine, who.subject, asked);
    if (options.command.length === 0) throw badRequest("you must specify at least one command for the container");
    const { agent, at } = await agentOf(who, asked, options.container);
    return { result: await agent.exec(at, options) };
  });
}

async function agentOf(
  { engine }: Who,
  { kind, namespace, name }: OfPod,
  container: string | undefined,
): Promise<{ agent: AgentClient; at: ContainerName }> {
  const pod = (await read(engine, { kind, key: keyOf(kind, { namespace, name }) })) as Pod;
  const at = { namespace, name, container: containerOf(pod, container) };
  const { nodeName } = pod.spec;
  if (!nodeName) throw badRequest(`pod ${name} does not have a host assigned`);
  const agent = engine.agents.of(nodeName);
  if (!agent) throw new ClusterError("Unavailable", { says: `no agent of node ${nodeName} is known` });
  return { agent, at };
}

/** How long an agent may take to tell its usage; one that does not is left out. */
const usageTimeoutMs = 2_000;

export async function usage(
  { engine, subject }: Who,
  asked: readonly Asked[],
): Promise<{ pods: ReadonlyMap<string, Usage>; nodes: ReadonlyMap<string, Usage> }> {
  for (const one of asked) await authorise(engine, subject, one);
  const names = (await engine.store.list({ resource: "nodes" })).items.map((node) => node.metadata.name);
  const late = new AbortController();
  const cancel = engine.clock.after(usageTimeoutMs, () => late.abort());
  const pods = new Map<string, Usage>();
  const nodes = new Map<string, Usage>();
  await Promise.all(
    names.map(async (name) => {
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
