// `npm run down`: stops everything that a data folder started, pods included, whether its supervisor lives or not.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { refuseUnknown } from "./checks.mjs";
import { readSettings, runDir } from "./settings.mjs";
import { answers, ask } from "./supervisorClient.mjs";

const root = path.resolve(import.meta.dirname, "..");
if (process.argv.length > 2) {
  process.stderr.write(
    "npm run down takes no words: it stops everything that PILOTHOUSE_DATA started, pods included. Nothing was stopped.\n",
  );
  process.exit(process.argv.includes("--help") ? 0 : 2);
}
const settings = settingsOrEnd();
const socket = path.join(runDir(settings.dataDir), "supervisor.sock");
const say = (text) => process.stdout.write(text);

if (await answers(socket)) {
  const status = await ask(socket, "POST", "/stop", say);
  process.exitCode = status === 200 ? 0 : 1;
} else if (fs.existsSync(settings.dataDir) && fs.existsSync(path.join(root, "dist/supervisor.mjs"))) {
  const { stopAll } = await import(pathToFileURL(path.join(root, "dist/supervisor.mjs")).href);
  await stopAll({ root, settings, say });
} else {
  say(`Nothing was started on ${settings.dataDir}.\n`);
}

function settingsOrEnd() {
  try {
    refuseUnknown(process.env);
    return readSettings(process.env);
  } catch (error) {
    process.stderr.write(`${error.message.replace("Nothing was started.", "Nothing was stopped.")}\n`);
    return process.exit(1);
  }
}
