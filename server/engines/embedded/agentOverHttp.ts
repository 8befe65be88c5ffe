import { type IncomingMessage, request } from "node:http";
import type { LogOptions } from "@/server/cluster/cluster";
import type { AgentAddress, AgentClient, ContainerName } from "./agentClient";
import { refusal, unavailable } from "./agentErrors";
import { openExec } from "./execSession";
import { usageOf } from "./statsSummary";

/** An agent on its socket, by the kubelet's paths. */
export function agentOverHttp(address: AgentAddress): AgentClient {
  return {
    logs: (of, options) => logs(address, of, options),
    exec: (at, options) => openExec(address, pathOf("exec", at, execQuery(options))),
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

function pathOf(verb: string, { namespace = "", name, container }: ContainerName, query: URLSearchParams): string {
  const parts = [verb, namespace, name, container].map(encodeURIComponent);
  return `/${parts.join("/")}${query.size > 0 ? `?${query}` : ""}`;
}

function logQuery({ follow, previous, timestamps, tailLines, sinceSeconds, limitBytes }: LogOptions): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ follow, previous, timestamps, tailLines, sinceSeconds, limitBytes }))
    if (value !== undefined && value !== false) query.set(name, String(value));
  return query;
}

function execQuery({ command, tty, stdin }: { command: readonly string[]; tty?: boolean; stdin?: boolean }) {
  const query = new URLSearchParams(command.map((word) => ["command", word]));
  query.set("stdout", "true");
  if (!tty) query.set("stderr", "true");
  if (tty) query.set("tty", "true");
  if (stdin) query.set("stdin", "true");
  return query;
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
