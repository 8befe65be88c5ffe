import dns from "node:dns/promises";
import https from "node:https";
import net from "node:net";
import { ClusterError, messageOf } from "./errors";

/** An address that a name stands for. */
export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface OutgoingOptions {
  /** Every address of a name; the machine's resolver unless told. */
  resolve?(host: string): Promise<readonly Address[]>;
  /** Why an address that a name stands for may not be called; undefined when it may. */
  refuses?(address: Address): string | undefined;
}

export interface OutgoingCall {
  readonly url: URL;
  /** Where to connect instead of the URL's host: somebody else has resolved it already. */
  readonly at?: Address & { readonly port: number };
  readonly body: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** PEM of who must have signed the server's certificate; the machine's own unless told. */
  readonly ca?: string;
}

export interface OutgoingAnswer {
  readonly status: number;
  readonly body: string;
}

/** Calls from the platform to addresses that people name: one client, so that one place decides where it goes. */
export interface Outgoing {
  /** POSTs JSON. Rejects with `Timeout`, or with `Unavailable` for all else that kept it from an answer. */
  post(call: OutgoingCall): Promise<OutgoingAnswer>;
}

/**
 * Resolves a name once, asks whether the address may be called, and connects to that very address: a name that stands
 * for another address a moment later gains nothing. No redirect is followed, no proxy asked, no connection kept.
 */
export function createOutgoing({ resolve = lookup, refuses }: OutgoingOptions = {}): Outgoing {
  return {
    async post(call) {
      const { url, timeoutMs } = call;
      const signal = AbortSignal.timeout(timeoutMs);
      const host = url.hostname.replace(/^\[|\]$/g, "");
      const at = call.at ?? { ...(await first(resolve(host), host, signal)), port: Number(url.port || 443) };
      const refusal = call.at ? undefined : refuses?.(at);
      if (refusal !== undefined) throw unavailable(url, refusal);
      return send(call, at, signal);
    },
  };
}

async function lookup(host: string): Promise<readonly Address[]> {
  const family = net.isIP(host);
  if (family === 4 || family === 6) return [{ address: host, family }];
  const found = await dns.lookup(host, { all: true });
  return found.map(({ address, family: of }) => ({ address, family: of === 6 ? 6 : 4 }));
}

async function first(resolving: Promise<readonly Address[]>, host: string, signal: AbortSignal): Promise<Address> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener("abort", () => reject(timedOut(host)), { once: true });
  });
  aborted.catch(() => {});
  const [address] = await Promise.race([resolving.catch(() => []), aborted]);
  if (!address) throw new ClusterError("Unavailable", { says: `no such host ${host}` });
  return address;
}

function send(call: OutgoingCall, at: Address & { port: number }, signal: AbortSignal): Promise<OutgoingAnswer> {
  const { url, body, ca, maxBytes } = call;
  return new Promise((resolve, reject) => {
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const request = https.request(
      {
        host: at.address,
        port: at.port,
        method: "POST",
        path: `${url.pathname}${url.search}`,
        agent: false,
        signal,
        // The certificate is the name's, whatever address it is at.
        ...(net.isIP(host) === 0 && { servername: host }),
        headers: { host: url.host, "content-type": "application/json", "content-length": Buffer.byteLength(body) },
        ...(ca !== undefined && { ca }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          if (size <= maxBytes) return void chunks.push(chunk);
          reject(unavailable(url, `the answer is longer than ${maxBytes} bytes`));
          request.destroy();
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }));
        response.on("error", (error) => reject(failure(url, error, signal)));
      },
    );
    request.on("error", (error) => reject(failure(url, error, signal)));
    request.end(body);
  });
}

function failure(url: URL, error: unknown, signal: AbortSignal): ClusterError {
  return signal.aborted ? timedOut(`Post "${url.href}"`) : unavailable(url, messageOf(error));
}

function timedOut(what: string): ClusterError {
  return new ClusterError("Timeout", { says: `${what}: context deadline exceeded` });
}

function unavailable(url: URL, why: string): ClusterError {
  return new ClusterError("Unavailable", { says: `Post "${url.href}": ${why}` });
}
