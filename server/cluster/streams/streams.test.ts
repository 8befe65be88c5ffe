import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ExecSession } from "../cluster";
import { bridge, type Remote } from "./bridge";
import { exitCodeOf, frame, type SessionStatus, sizeIn, statusOf, textFrame, textUnframe, unframe } from "./channels";
import { Gauge } from "./gauge";

const channels = fc.integer({ min: 0, max: 9 });

describe("Kubernetes' channels", () => {
  it("bring any bytes back as they were, in binary and in base64", () => {
    fc.assert(
      fc.property(channels, fc.uint8Array(), (channel, bytes) => {
        const binary = unframe(frame(channel, bytes));
        const text = textUnframe(textFrame(channel, bytes));
        expect([binary.channel, text.channel]).toEqual([channel, channel]);
        expect([...binary.payload]).toEqual([...bytes]);
        expect([...text.payload]).toEqual([...bytes]);
      }),
    );
  });

  it("tell every exit code", () => {
    for (const code of [0, 1, 7, 137, 255]) expect(exitCodeOf(JSON.stringify(statusOf(code)))).toBe(code);
    expect(() => exitCodeOf('{"status":"Failure","message":"no such file"}')).toThrow("no such file");
  });

  it.each(["", "{}", '{"Width":80}', '{"Width":-1,"Height":1}', '{"Width":"80","Height":1}', "[", "null"])(
    "take %j for no size",
    (text) => expect(sizeIn(Buffer.from(text))).toBeUndefined(),
  );
});

describe("a gauge", () => {
  it("tells full and free in turn, and never lets more through than its most and one piece", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (pieces) => {
        const told: string[] = [];
        const gauge = new Gauge(100, { full: () => told.push("full"), free: () => told.push("free") });
        const waiting: number[] = [];
        for (const piece of pieces) {
          while (told.at(-1) === "full") gauge.take(waiting.shift() ?? 0);
          gauge.add(piece);
          waiting.push(piece);
          expect(waiting.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(160);
        }
        expect(told.filter((_, at) => at % 2 === 0).every((word) => word === "full")).toBe(true);
        expect(told.filter((_, at) => at % 2 === 1).every((word) => word === "free")).toBe(true);
      }),
    );
  });
});

describe("a bridge", () => {
  /** A session and a remote that keep what they are told. */
  function parts() {
    const told: string[] = [];
    const taken: (() => void)[] = [];
    let output: Parameters<ExecSession["onOutput"]>[0] = () => {};
    let exit = (_code: number) => {};
    const session: ExecSession = {
      write: (data, done) => {
        told.push(`write ${data.length}`);
        if (done) taken.push(done);
      },
      end: () => told.push("end"),
      resize: (columns, rows) => told.push(`${columns}x${rows}`),
      onOutput: (call) => {
        output = call;
      },
      exited: new Promise((resolve) => {
        exit = resolve;
      }),
      close: () => told.push("close"),
      pause: () => told.push("hold the command"),
      resume: () => told.push("let the command go on"),
    };
    const ends: SessionStatus[] = [];
    const remote: Remote = {
      send: (stream, data, sent) => {
        told.push(`${stream} ${data.length}`);
        taken.push(sent);
      },
      finish: (status) => ends.push(status),
      pause: () => told.push("hold the client"),
      resume: () => told.push("let the client go on"),
    };
    const input = bridge(session, remote);
    const take = () => taken.splice(0).forEach((done) => void done());
    return { told, ends, take, input, output: (size: number) => output("stdout", Buffer.alloc(size)), exit };
  }
  const mebibyte = 1024 * 1024;

  it("holds up the command when its reader is behind, and lets it go on", () => {
    const { told, output, take } = parts();
    output(mebibyte);
    output(1);
    take();
    expect(told).toEqual([`stdout ${mebibyte}`, "hold the command", "stdout 1", "let the command go on"]);
  });

  it("holds up the client when the command does not read, and lets it go on", () => {
    const { told, input, take } = parts();
    input.stdin(Buffer.alloc(mebibyte + 1));
    take();
    expect(told).toEqual(["hold the client", `write ${mebibyte + 1}`, "let the client go on"]);
  });

  it("passes on the end of the input, sizes that can be read, and the client's going", async () => {
    const { told, input, exit, ends } = parts();
    input.end();
    input.resize({ columns: 80, rows: 24 });
    input.resize(undefined);
    input.gone();
    exit(3);
    await Promise.resolve();
    expect(told).toEqual(["end", "80x24", "close"]);
    expect(ends).toMatchObject([{ reason: "NonZeroExitCode" }]);
  });
});
