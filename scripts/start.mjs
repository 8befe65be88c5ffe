// `npm start`: needs nothing but Node. Installs when the lock changed, builds when the source changed, then hands over
// to the supervisor in this same process.
import path from "node:path";
import { pathToFileURL } from "node:url";
import { checkMachine, refuseUnknown } from "./checks.mjs";
import { prepare } from "./prepare.mjs";
import { helpText, readSettings, runDir } from "./settings.mjs";
import { answers } from "./supervisorClient.mjs";

const root = path.resolve(import.meta.dirname, "..");

async function main() {
  if (process.argv.includes("--help") || process.argv.includes("-h")) return void process.stdout.write(helpText());
  const unknown = process.argv.slice(2);
  if (unknown.length > 0)
    fail(`npm start takes no words but --help; it was given ${unknown.join(" ")}. Nothing was started.`);
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Pilothouse needs Node 20.19 or newer; this is ${process.versions.node}. Nothing was started.`);
  orFail(() => refuseUnknown(process.env));
  const settings = orFail(() => readSettings(process.env));
  if (await answers(path.join(runDir(settings.dataDir), "supervisor.sock")))
    fail(
      `Pilothouse is already running on ${settings.dataDir}. To stop it: npm run down. For a second one, set PILOTHOUSE_DATA, PILOTHOUSE_PORT, PILOTHOUSE_API_PORT and PILOTHOUSE_GATEWAY_PORT.`,
    );
  await checkMachine(settings, process.env).catch((error) => fail(error.message));
  await prepare().catch((error) => fail(error.message));
  process.chdir(root);
  const { supervise } = await import(pathToFileURL(path.join(root, "dist/supervisor.mjs")).href);
  await supervise({ root, settings });
}

function orFail(call) {
  try {
    return call();
  } catch (error) {
    return fail(error.message);
  }
}

function fail(text) {
  process.stderr.write(`${text}\n`);
  process.exit(1);
}

await main();
