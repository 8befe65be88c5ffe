// `npm run soak -- NAME`: a long trial, whole. Without a name it lists them. `--fraction ci`: the part that CI runs.
import { spawn } from "node:child_process";
import path from "node:path";
import { prepare } from "./prepare.mjs";

const root = path.resolve(import.meta.dirname, "..");
const words = process.argv.slice(2).filter((word) => word !== "ci");
await prepare();
const args = ["--import", "tsx", "server/testing/trials/run.ts", ...words];
const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
child.once("close", (code) => process.exit(code ?? 1));
