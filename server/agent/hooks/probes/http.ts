import { request as plain } from "node:http";
import { request as encrypted } from "node:https";
import type { Outcome } from "./verdict";

export interface HttpTarget {
  readonly scheme: "HTTP" | "HTTPS";
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** Good is any answer from 200 to 399; certificates are not checked, as kubelet does not. */
export function probeHttp(target: HttpTarget, timeoutMs: number): Promise<Outcome> {
  const { scheme, host, port, path } = target;
  const given = Object.fromEntries(target.headers.map(({ name, value }) => [name, value]));
  const isNamed = (name: string) => Object.keys(given).some((key) => key.toLowerCase() === name);
  const headers = {
    ...(isNamed("user-agent") ? {} : { "user-agent": "kube-probe/1.35" }),
    ...(isNamed("accept") ? {} : { accept: "*/*" }),
    connection: "close",
    ...given,
  };
  const url = `${scheme.toLowerCase()}://${host}:${port}${path.startsWith("/") ? path : `/${path}`}`;
  return new Promise((resolve) => {
    const finish = (isSuccess: boolean, message: string) => {
      sent.destroy();
      resolve({ isSuccess, message });
    };
    const options = { headers, agent: false as const, timeout: timeoutMs, rejectUnauthorized: false };
    const sent = (scheme === "HTTPS" ? encrypted : plain)(url, options, (response) => {
      const status = response.statusCode ?? 0;
      const isGood = status >= 200 && status < 400;
      finish(isGood, isGood ? "" : `HTTP probe failed with statuscode: ${status}`);
    });
    const late = "context deadline exceeded (Client.Timeout exceeded while awaiting headers)";
    sent.once("timeout", () => finish(false, `Get "${url}": ${late}`));
    sent.once("error", (error) => finish(false, `Get "${url}": ${dialMessage(error, host, port)}`));
    sent.end();
  });
}

/** A refused connection in the words of Go, which is what people search for. */
export function dialMessage(error: Error, host: string, port: number): string {
  const isRefused = "code" in error && error.code === "ECONNREFUSED";
  return isRefused ? `dial tcp ${host}:${port}: connect: connection refused` : error.message;
}
