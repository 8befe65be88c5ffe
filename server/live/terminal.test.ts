import { describe, expect, it } from "vitest";
import type { Cluster, ExecOptions, ExecSession } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import { execInput } from "./protocol";
import { Terminal } from "./terminal";

function setUp({ started = Promise.resolve() }: { started?: Promise<void> } = {}) {
  const calls: string[] = [];
  const told: { event: string; message: object }[] = [];
  let output: Parameters<ExecSession["onOutput"]>[0] = () => {};
  let exit: (code: number) => void = () => {};
  const session: ExecSession = {
    write: (data) => void calls.push(`write ${Buffer.from(data).toString()}`),
    end: () => void calls.push("end"),
    resize: (columns, rows) => void calls.push(`resize ${columns}x${rows}`),
    onOutput: (call) => {
      output = call;
    },
    exited: new Promise((resolve) => {
      exit = resolve;
    }),
    close: () => void calls.push("close"),
  };
  const exec = async (_pod: unknown, _options: ExecOptions) => {
    await started;
    return session;
  };
  const peer = {
    /** Nothing is ever acknowledged. */
    send: (event: string, message: object) => {
      told.push({ event, message });
      return new Promise<void>(() => {});
    },
    tell: (event: string, message: object) => void told.push({ event, message }),
  };
  const input = execInput.parse({ id: "t", namespace: "shop", pod: "web", columns: 120, rows: 40 });
  const terminal = new Terminal(input, { exec } as unknown as Cluster, peer);
  const says = (event: string) => told.filter((one) => one.event === event).map(({ message }) => message);
  return {
    terminal,
    calls,
    says,
    output: (data: Uint8Array) => output("stdout", data),
    exit: (code: number) => exit(code),
  };
}

/** Lets everything that is resolved be carried on. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("a terminal", () => {
  it("keeps what was typed before the command had started, in order", async () => {
    let start = () => {};
    const { terminal, calls } = setUp({ started: new Promise((resolve) => (start = resolve)) });
    terminal.write("ls\n");
    terminal.resize(100, 30);
    expect(calls).toEqual([]);
    start();
    await settled();
    expect(calls).toEqual(["resize 120x40", "write ls\n", "resize 100x30"]);
  });

  it("passes output on as bytes, and says how the command ended", async () => {
    const { says, output, exit } = setUp();
    await settled();
    output(new Uint8Array([0xff, 0x00]));
    exit(3);
    await settled();
    expect(says("exec.output")).toMatchObject([{ id: "t", stream: "stdout", data: Buffer.from([0xff, 0x00]) }]);
    expect(says("exec.exit")).toEqual([{ id: "t", code: 3 }]);
  });

  it("ends a command whose output the browser does not take, before it fills the memory", async () => {
    const { says, calls, output } = setUp();
    await settled();
    for (let megabytes = 0; megabytes < 9; megabytes++) output(new Uint8Array(2 ** 20));
    expect(calls).toContain("close");
    expect(says("exec.problem")).toMatchObject([{ reason: "TooManyRequests" }]);
    expect(says("exec.output")).toHaveLength(8);
  });

  it("ends a command that starts after the browser has gone", async () => {
    let start = () => {};
    const { terminal, calls } = setUp({ started: new Promise((resolve) => (start = resolve)) });
    terminal.close();
    start();
    await settled();
    expect(calls).toEqual(["close"]);
  });

  it("says why a command cannot be run", async () => {
    const started = Promise.reject(new ClusterError("Forbidden", { says: "You may not." }));
    const { says } = setUp({ started });
    await settled();
    expect(says("exec.problem")).toEqual([{ id: "t", reason: "Forbidden", says: "You may not." }]);
  });
});
