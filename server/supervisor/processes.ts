import fs from "node:fs";
import path from "node:path";
import { type Settings, settingList } from "@/scripts/settings.mjs";
import type { ChildSpec } from "./child";
import type { Folders } from "./folders";

export interface ProcessOptions {
  readonly root: string;
  readonly settings: Settings;
  readonly folders: Folders;
  readonly databaseUrl: string;
}

/** V8's young generation is kept small where little happens: a promise of this platform is how little memory it takes. */
const lean = ["--max-semi-space-size=1"];

/** The processes of one data folder, in the order in which they start. */
export function processesOf(options: ProcessOptions): ChildSpec[] {
  const nodes = nodeNames(options.settings);
  const smallHeap = [...lean, "--max-old-space-size=256"];
  return [
    spec(options, { name: "control", flags: ["--max-semi-space-size=4"], stopMs: 8000 }),
    spec(options, { name: "gateway", flags: smallHeap, stopMs: 5000 }),
    ...nodes.map((node) =>
      spec(options, {
        name: `agent-${node}`,
        program: "agent",
        flags: smallHeap,
        env: { PILOTHOUSE_NODE: node },
        stopMs: 3000,
      }),
    ),
    spec(options, { name: "pages", flags: lean, stopMs: 2000 }),
  ];
}

export function nodeNames(settings: Pick<Settings, "nodes">): string[] {
  return Array.from({ length: settings.nodes }, (_, index) => `node-${index + 1}`);
}

/** A run of the agent that ends all pods of its node, confirms that they are gone, and ends. */
export function endPodsSpec(options: ProcessOptions, node: string, graceMs: number): ChildSpec {
  const env = { PILOTHOUSE_NODE: node };
  const args = [`--end-pods=${graceMs}`];
  return spec(options, { name: `end-${node}`, program: "agent", args, flags: lean, env, stopMs: 1000 });
}

interface Part {
  readonly name: string;
  readonly program?: string;
  readonly args?: readonly string[];
  readonly flags: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly stopMs: number;
}

function spec(options: ProcessOptions, part: Part): ChildSpec {
  const program = path.join(options.root, "dist", `${part.program ?? part.name}.mjs`);
  return {
    name: part.name,
    command: process.execPath,
    args: [...part.flags, program, ...(part.args ?? [])],
    env: { ...inherited(options), ...part.env },
    build: buildOf(program),
    logFile: path.join(options.folders.logs, `${part.name}.log`),
    stopMs: part.stopMs,
  };
}

/** The settings as they were read, and what a program of this machine needs to run; nothing else of our environment. */
function inherited({ settings, databaseUrl, root }: ProcessOptions): NodeJS.ProcessEnv {
  const kept = ["PATH", "HOME", "LANG", "TZ", "DOCKER_HOST", "DOCKER_CERT_PATH", "DOCKER_TLS_VERIFY"];
  const env: NodeJS.ProcessEnv = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", PILOTHOUSE_ROOT: root };
  for (const name of kept) if (process.env[name] !== undefined) env[name] = process.env[name];
  for (const [key, { name }] of Object.entries(settingList)) env[name] = String(settings[key as keyof Settings]);
  return { ...env, DATABASE_URL: databaseUrl };
}

function buildOf(program: string): string {
  const { size, mtimeMs } = fs.statSync(program);
  return `${size}-${mtimeMs}`;
}
