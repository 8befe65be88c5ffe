import type { Readable } from "node:stream";
import type Dockerode from "dockerode";
import { messageOf } from "@/server/lib/errors";

export type Docker = Dockerode;

/** Loads the client only where Docker is used: it is large. By DOCKER_HOST, else the usual socket. */
export async function openDocker(): Promise<Docker> {
  const { default: Client } = await import("dockerode");
  return new Client();
}

/** The HTTP status that the engine answered with; undefined when it did not answer. */
export function statusOf(error: unknown): number | undefined {
  const status = error instanceof Error ? Reflect.get(error, "statusCode") : undefined;
  return typeof status === "number" ? status : undefined;
}

/** The engine's own words, without what the client puts around them. */
export function engineSays(error: unknown): string {
  return messageOf(error)
    .replace(/^\(HTTP code \d+\) [^-]* - /, "")
    .trim();
}

/** Swallows the answers that say that it is so already. */
export async function unless(statuses: readonly number[], work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!statuses.includes(statusOf(error) ?? 0)) throw error;
  }
}

/** A GET whose answer is read as it comes; ends with the signal. */
export function openStream(
  docker: Docker,
  path: string,
  { query, signal }: { readonly query: Readonly<Record<string, unknown>>; readonly signal: AbortSignal },
): Promise<Readable> {
  return new Promise((resolve, reject) => {
    const statusCodes = { 200: true, 404: "no such container", 409: "conflict", 500: "server error" };
    const asked = { path: `${path}?`, method: "GET", options: { ...query }, isStream: true, statusCodes };
    docker.modem.dial({ ...asked, abortSignal: signal }, (error, stream) => {
      if (error) reject(error);
      else resolve(stream as Readable);
    });
  });
}
