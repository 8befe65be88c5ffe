import fs from "node:fs";
import https from "node:https";
import { parse } from "yaml";

/** What an API server answered: the code, and the object or Status. */
export interface Answer {
  readonly code: number;
  readonly body: unknown;
}

interface KubeConfig {
  readonly clusters: readonly { readonly cluster: Record<string, string> }[];
  readonly users: readonly { readonly user: Record<string, string> }[];
}

/** Asks the API server that a kubeconfig names first: the judge of tests that compare with a real Kubernetes. */
export function realApiServer(kubeconfig: string) {
  const config = parse(fs.readFileSync(kubeconfig, "utf8")) as KubeConfig;
  const cluster = config.clusters[0]?.cluster ?? {};
  const user = config.users[0]?.user ?? {};
  const bytes = (of: Record<string, string>, name: string) => {
    const [data, file] = [of[`${name}-data`], of[name]];
    return data ? Buffer.from(data, "base64") : file ? fs.readFileSync(file) : undefined;
  };
  const agent = new https.Agent({
    keepAlive: true,
    ca: bytes(cluster, "certificate-authority"),
    cert: bytes(user, "client-certificate"),
    key: bytes(user, "client-key"),
  });
  const authorization = user.token === undefined ? {} : { authorization: `Bearer ${user.token}` };
  return (method: string, path: string, sent?: { readonly type?: string; readonly body: unknown }): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": sent?.type ?? "application/json", ...authorization };
      const request = https.request(new URL(path, cluster.server), { agent, method, headers }, async (response) => {
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
