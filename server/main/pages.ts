import fs from "node:fs";
import http from "node:http";
import next from "next";
import { readSettings } from "@/scripts/settings.mjs";
import { surviveLostOutput } from "@/server/lib/log";
import { foldersOf } from "@/server/supervisor/folders";

/** Next's rendering, in a process of its own behind a socket: no page holds up the engine. */
async function main(): Promise<void> {
  surviveLostOutput(process);
  const socket = foldersOf(readSettings(process.env)).socket("pages");
  const app = next({ dev: false, dir: process.env.PILOTHOUSE_ROOT ?? process.cwd(), quiet: true });
  await app.prepare();
  const handle = app.getRequestHandler();
  const server = http.createServer((request, response) => void handle(request, response));
  fs.rmSync(socket, { force: true });
  server.listen(socket, () => fs.chmodSync(socket, 0o600));
  process.once("SIGTERM", () => {
    server.close();
    server.closeAllConnections();
    process.exit(0);
  });
}

await main();
