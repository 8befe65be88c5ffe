import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import type { Settings } from "@/scripts/settings.mjs";
import { type Clock, delay } from "@/server/lib/clock";
import type { Folders } from "./folders";

/** `GET /readyz` of the control plane. */
export interface Readiness {
  readonly isReady: boolean;
  readonly parts: Readonly<Record<string, { readonly isReady: boolean; readonly says?: string }>>;
}

interface Report {
  readonly settings: Settings;
  readonly folders: Folders;
  readonly clock: Clock;
  say(text: string): void;
}

const mostMs = 120_000;

/** Tells each part once it is ready, then the console's address and, the first time, the link for the first administrator. */
export async function reportStart({ settings, folders, clock, say }: Report): Promise<void> {
  const started = clock.monotonicMs();
  const told = new Set<string>();
  for (;;) {
    const readiness = await readReadiness(settings);
    const parts = Object.entries(readiness?.parts ?? {});
    for (const [name, part] of parts) {
      if (!part.isReady || told.has(name)) continue;
      told.add(name);
      say(`  ${part.says ?? name} (${((clock.monotonicMs() - started) / 1000).toFixed(1)} s)\n`);
    }
    if (readiness?.isReady) break;
    if (clock.monotonicMs() - started > mostMs) {
      const late = parts.flatMap(([name, part]) => (part.isReady ? [] : [`${name}: ${part.says}`]));
      if (late.length === 0) late.push("the control plane does not answer");
      say(`Not ready yet: ${late.join("; ")}. It goes on trying; the logs are in ${folders.logs}.\n`);
      break;
    }
    await delay(clock, 100);
  }
  say(
    `\nConsole  http://${settings.host}:${settings.port}\nGateway  http://${settings.host}:${settings.gatewayPort}\nkubectl  export KUBECONFIG=${path.join(folders.data, "kubeconfig")}\n`,
  );
  const link = readIfThere(path.join(folders.secrets, "setup-link"));
  if (link) say(`\nMake the first administrator (this link works once):\n  ${link}\n`);
  say("\nCtrl-C stops everything, pods too.\n");
}

function readReadiness({ host, port }: Settings): Promise<Readiness | undefined> {
  return new Promise((resolve) => {
    const request = http.get({ host, port, path: "/readyz", timeout: 2000 }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => {
        try {
          resolve(JSON.parse(text));
        } catch {
          resolve(undefined);
        }
      });
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(undefined));
  });
}

function readIfThere(file: string): string | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim() : undefined;
}
