import { type ChildProcess, spawn } from "node:child_process";
import { until } from "../platform";

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Given {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A command that goes on until it is stopped: what it printed so far, and a wait for what it must print. */
export interface Following {
  printed(): string;
  untilPrinted(what: string | RegExp): Promise<void>;
  /** Ends it; resolves when it has ended. */
  stop(): Promise<void>;
  readonly ended: Promise<Ended>;
}

/** As it is typed; a list where a word holds spaces. */
export type Words = string | readonly string[];

const patienceMs = 30_000;

/** A program as somebody types it, with what stands before every one of its arguments. */
export class CommandLine {
  constructor(
    readonly program: string,
    readonly always: readonly string[] = [],
    readonly env: NodeJS.ProcessEnv = process.env,
  ) {}

  /** The same with more before every argument. */
  with(...more: string[]): CommandLine {
    return new CommandLine(this.program, [...this.always, ...more], this.env);
  }

  /** What it prints; rejects with all that it said when it fails. */
  async run(words: Words, given: Given = {}): Promise<string> {
    const { code, stdout, stderr } = await this.start(words, given).ended;
    if (code !== 0) throw new Error(`${said(words)} ended with ${code}: ${stderr}${stdout}`);
    return stdout;
  }

  /** What it says as it fails; rejects when it does not. */
  async fail(words: Words, given: Given = {}): Promise<Ended> {
    const ended = await this.start(words, given).ended;
    if (ended.code === 0) throw new Error(`${said(words)} should have failed; it printed ${ended.stdout}`);
    return ended;
  }

  start(words: Words, { stdin, env }: Given = {}): Following {
    const child = spawn(this.program, [...this.always, ...listOf(words)], {
      env: { ...this.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.stdin.on("error", () => {}).end(stdin ?? "");
    return follow(child, said(words));
  }
}

function follow(child: ChildProcess, words: string): Following {
  let [stdout, stderr] = ["", ""];
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject).once("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
  });
  const matches = (what: string | RegExp) => (typeof what === "string" ? stdout.includes(what) : what.test(stdout));
  return {
    ended,
    printed: () => stdout,
    untilPrinted: (what) =>
      until(`${words} prints ${what}; so far: ${stdout}${stderr}`, patienceMs, () => matches(what)),
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

function listOf(words: Words): readonly string[] {
  return typeof words === "string" ? words.split(" ") : words;
}

function said(words: Words): string {
  return listOf(words).join(" ");
}
