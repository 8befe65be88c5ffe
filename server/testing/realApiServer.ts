import https from "node:https";
import { connectionOf } from "./kubeConnection";

/** What an API server answered: the code, and the object or Status. */
export interface Answer {
  readonly code: number;
  readonly body: unknown;
}

/** Asks the API server that a kubeconfig names first: the judge of tests that compare with a real Kubernetes. */
export function realApiServer(kubeconfig: string) {
  const { server, tls, headers: own } = connectionOf(kubeconfig);
  const agent = new https.Agent({ keepAlive: true, ...tls });
  return (method: string, path: string, sent?: { readonly type?: string; readonly body: unknown }): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": sent?.type ?? "application/json", ...own };
      const request = https.request(new URL(path, server), { agent, method, headers }, async (response) => {
        try {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk as Buffer);
          const text = Buffer.concat(chunks).toString();
          resolve({ code: response.statusCode ?? 0, body: text.startsWith("{") ? JSON.parse(text) : text });
        } catch (error) {
          reject(error);
        }
      });
      request.on("error", reject).end(sent === undefined ? undefined : JSON.stringify(sent.body));
    });
}
