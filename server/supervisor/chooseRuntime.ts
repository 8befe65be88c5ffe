import fs from "node:fs";
import http from "node:http";
import type { Settings } from "@/scripts/settings.mjs";

const patienceMs = 3000;

/**
 * What `auto` means on this machine: Docker where its engine answers, else processes. Decided once, here, so that all
 * parts agree. Throws where `docker` is asked for and no engine answers.
 */
export async function chooseRuntime(
  wanted: Settings["runtime"],
  environment: NodeJS.ProcessEnv,
): Promise<"docker" | "process"> {
  if (wanted === "process") return wanted;
  const address = dockerAddress(environment.DOCKER_HOST);
  if (await answersPing(address)) return "docker";
  if (wanted === "auto") return "process";
  throw new Error(
    `PILOTHOUSE_RUNTIME is docker, but no Docker engine answers at ${address.says}. Start it, set DOCKER_HOST, or set PILOTHOUSE_RUNTIME to auto. Nothing was started.`,
  );
}

interface Address {
  readonly says: string;
  readonly options: http.RequestOptions | undefined;
}

/** Where DOCKER_HOST says that the engine is; `options` undefined where nothing can be there. */
export function dockerAddress(host: string | undefined): Address {
  const text = host || "unix:///var/run/docker.sock";
  if (text.startsWith("unix://")) {
    const socketPath = text.slice("unix://".length);
    return { says: text, options: fs.existsSync(socketPath) ? { socketPath } : undefined };
  }
  const url = /^tcp:\/\/([^:/]+):(\d+)$/.exec(text);
  return { says: text, options: url ? { host: url[1], port: Number(url[2]) } : undefined };
}

function answersPing({ options }: Address): Promise<boolean> {
  return new Promise((resolve) => {
    if (!options) return resolve(false);
    const request = http.get({ ...options, path: "/_ping", timeout: patienceMs }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode === 200));
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}
