// `npm run conformance -- [FOCUS]`: Kubernetes' own conformance tests against this engine. `--help` says more.
import { spawn } from "node:child_process";
import path from "node:path";
import { prepare } from "./prepare.mjs";

const root = path.resolve(import.meta.dirname, "..");
await prepare();
const args = ["--import", "tsx", "server/testing/conformance/run.ts", ...process.argv.slice(2)];
const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.once("close", (code) => process.exit(code ?? 1));
