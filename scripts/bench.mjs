// `npm run bench -- NAME [--json]`: measures one thing beside its peer (see bench/README.md). Without a name it lists them.
import { spawn } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { prepare } from "./prepare.mjs";

const root = path.resolve(import.meta.dirname, "..");
const names = fs
  .readdirSync(path.join(root, "bench"))
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.slice(0, -3));
const [name, ...rest] = process.argv.slice(2).sort((a, b) => Number(a.startsWith("--")) - Number(b.startsWith("--")));

if (!name || !names.includes(name)) {
  process.stdout.write(`npm run bench -- NAME [--json]\nThere are: ${names.join(", ")}\n`);
  process.exit(name && !name.startsWith("--") ? 2 : 0);
}
await prepare();
const args = ["--import", "tsx", `bench/${name}.ts`, ...rest];
const child = spawn(process.execPath, args, { cwd: root, stdio: "inherit" });
child.once("close", (code) => process.exit(code ?? 1));
