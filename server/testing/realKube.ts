import https from "node:https";
import { connectionOf } from "./kubeConnection";

/** What an API server answered: the code (0 when it cut the connection), and the body when it is JSON. */
export interface Answered {
  readonly code: number;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface Asking {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
  readonly type?: string;
}

export type Ask = (asking: Asking) => Promise<Answered>;

/** A real cluster's API, by the kubeconfig that `PILOTHOUSE_TEST_KUBECONFIG` names; undefined where none is named. */
export function realKube(): Ask | undefined {
  const file = process.env.PILOTHOUSE_TEST_KUBECONFIG;
  if (!file) return undefined;
  const { server, tls, headers: own } = connectionOf(file);
  const agent = new https.Agent({ keepAlive: true, maxSockets: 4, ...tls });
  return ({ method, url, body, type = "application/json" }) =>
    new Promise((resolve, reject) => {
      const payload = body === undefined ? undefined : JSON.stringify(body);
      const framing = payload && { "content-type": type, "content-length": Buffer.byteLength(payload) };
      const headers = { ...own, ...framing };
      const request = https.request(new URL(url, server), { method, headers, agent }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve({ code: response.statusCode ?? 0, json: jsonIn(Buffer.concat(chunks).toString()) });
      });
      // Cut without an answer: a handler of the real server panicked over what it was sent.
      request.on("error", (error: NodeJS.ErrnoException) =>
        error.code === "ECONNRESET" ? resolve({ code: 0, json: {} }) : reject(error),
      );
      request.end(payload);
    });
}

function jsonIn(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
