import { type IncomingMessage, request } from "node:http";
import type { Duplex } from "node:stream";
import type { LogOptions, Name } from "@/server/cluster/cluster";
import { queryOf, sessionQuery } from "@/server/cluster/httpQueries";
import { type ChannelEndpoint, openSession } from "@/server/cluster/streams/channelSession";
import type { AgentAddress, AgentClient, ContainerName } from "./agentClient";
import { refusal, unavailable } from "./agentErrors";
import { usageOf } from "./statsSummary";

/** An agent on its socket, by the kubelet's paths. */
export function agentOverHttp(address: AgentAddress): AgentClient {
  return {
    logs: (of, options) => logs(address, of, options),
    exec: (at, options) => openSession(endpointOf(address, pathOf("exec", at, sessionQuery(options)))),
    attach: (at, options) => openSession(endpointOf(address, pathOf("attach", at, sessionQuery(options)))),
    connect: (pod, port) => connect(address, pod, port),
    usage: async (signal) => usageOf(JSON.parse(await text(await get(address, "/stats/summary", signal)))),
  };
}

async function* logs(address: AgentAddress, of: ContainerName, options: LogOptions): AsyncGenerator<Uint8Array> {
  const response = await get(address, pathOf("containerLogs", of, logQuery(options)), options.signal);
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (error) {
    if (!options.signal?.aborted) throw unavailable(error);
  } finally {
    response.destroy();
  }
}

function pathOf(verb: string, { namespace = "", name, container }: ContainerName, query = ""): string {
  const parts = [verb, namespace, name, container].map(encodeURIComponent);
  return `/${parts.join("/")}${query}`;
}

function logQuery({ follow, previous, timestamps, tailLines, sinceSeconds, limitBytes }: LogOptions): string {
  return queryOf({ follow, previous, timestamps, tailLines, sinceSeconds, limitBytes });
}

function endpointOf({ socketPath, token }: AgentAddress, path: string): ChannelEndpoint {
  const headers = { authorization: `Bearer ${token}` };
  return { url: `ws+unix://${socketPath}:${path}`, headers, broken: unavailable, refused: refusal };
}

/** An upgrade to plain bytes: the agent has connected to the port when it agrees. */
function connect({ socketPath, token }: AgentAddress, { namespace = "", name }: Name, port: number): Promise<Duplex> {
  const headers = { authorization: `Bearer ${token}`, connection: "upgrade", upgrade: "tcp" };
  const path = `/${["portForward", namespace, name].map(encodeURIComponent).join("/")}?port=${port}`;
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, path, headers, agent: false });
    sent.on("upgrade", (_response, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      resolve(socket);
    });
    sent.on("response", (response) => {
      void text(response).then((body) => reject(refusal(response.statusCode ?? 500, body)), reject);
    });
    sent.on("error", (error) => reject(unavailable(error)));
    sent.end();
  });
}

/** Resolves with a 200's body still to be read; anything else becomes the error that it says. */
function get({ socketPath, token }: AgentAddress, path: string, signal?: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const sent = request({ socketPath, path, headers, signal, agent: false }, (response) => {
      if (response.statusCode === 200) resolve(response);
      else void text(response).then((body) => reject(refusal(response.statusCode ?? 500, body)), reject);
    });
    sent.on("error", (error) => reject(unavailable(error)));
    sent.end();
  });
}

async function text(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
