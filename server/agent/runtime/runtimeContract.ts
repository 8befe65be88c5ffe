import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemRandom } from "@/server/lib/random";
import { aRequest, containerThat, hasEnded, logOf, logThatHas } from "../testing/testRuntime";
import type { ContainerRequest, Runtime, SandboxRequest } from "./runtime";

export interface RuntimeUnderTest {
  /** Opens it; opened again, it finds what the one before left running. */
  open(): Promise<Runtime>;
  /** An image with `sh`, `node`, `sleep` and `cat`. */
  readonly image: string;
  /** Takes away all that is left. */
  remove(): Promise<void>;
}

export function aSandboxRequest(change: Partial<SandboxRequest> = {}): SandboxRequest {
  return {
    pod: { uid: systemRandom.uuid(), namespace: "default", name: "web" },
    hostname: "web",
    ports: [{ containerPort: 80, protocol: "TCP" }],
    usesHostNetwork: false,
    dns: { servers: [], searches: [], options: [] },
    hostAliases: [],
    ...change,
  };
}

const waits = ["sh", "-c", "trap 'exit 7' TERM; echo up; while :; do sleep 0.05; done"];

/** What every runtime promises. */
export function describeRuntime(name: string, make: () => RuntimeUnderTest): void {
  describe(`${name} keeps the runtimes' contract:`, () => {
    let place: RuntimeUnderTest;
    let runtime: Runtime;
    const pods: SandboxRequest[] = [];

    const start = async (command: readonly string[], change: Partial<ContainerRequest> = {}) => {
      const asked = aSandboxRequest(change.pod ? { pod: change.pod } : {});
      pods.push(asked);
      const sandbox = await runtime.ensureSandbox(asked);
      await runtime.ensureImage(place.image, "IfNotPresent");
      const request = aRequest(command, { pod: asked.pod, image: place.image, sandbox, ...change });
      return (await runtime.start(request)).id;
    };

    beforeAll(async () => {
      place = make();
      runtime = await place.open();
    });
    afterEach(async () => {
      for (const { pod } of pods.splice(0)) await runtime.removeSandbox(pod);
    });
    afterAll(async () => {
      await runtime.close();
      await place.remove();
    });

    test("tells the exit code that the command ended with", async () => {
      const id = await start(["sh", "-c", "exit 7"]);
      const ended = await containerThat(runtime, id, hasEnded);
      expect(ended).toMatchObject({ state: "exited", exit: { code: 7, wasOutOfMemory: false } });
      expect(ended.finishedAtMs).toBeGreaterThanOrEqual(ended.startedAtMs ?? Number.NaN);
    });

    test("a trapped SIGTERM does not spoil the exit code", async () => {
      const id = await start(waits);
      await logThatHas(runtime, id, "up");
      await runtime.signal(id, "SIGTERM");
      expect(await containerThat(runtime, id, hasEnded)).toMatchObject({ exit: { code: 7 } });
    });

    test("SIGKILL ends the command and what it left in the background", async () => {
      const id = await start(["sh", "-c", "sleep 1000 & echo child $!; wait"]);
      await logThatHas(runtime, id, "child");
      await runtime.signal(id, "SIGKILL");
      expect(await containerThat(runtime, id, hasEnded)).toMatchObject({ exit: { code: 137 } });
      await expect(runtime.run(id, ["true"], 1_000)).rejects.toMatchObject({ reason: "ContainerNotRunning" });
    });

    test("a second start of the same attempt gives the first one back", async () => {
      const pod = { uid: systemRandom.uuid(), namespace: "default", name: "twice" };
      const first = await start(waits, { pod });
      expect(await start(waits, { pod })).toBe(first);
      expect(await runtime.list()).toHaveLength(1);
    });

    test("a new runtime finds a running container again, and its exit", async () => {
      const pod = { uid: systemRandom.uuid(), namespace: "default", name: "lives" };
      const id = await start(waits, { pod });
      await logThatHas(runtime, id, "up");
      await runtime.close();
      runtime = await place.open();
      const [found] = await runtime.list();
      expect(found).toMatchObject({ id, pod, name: "main", attempt: 0, state: "running" });
      await runtime.signal(id, "SIGTERM");
      expect(await containerThat(runtime, id, hasEnded)).toMatchObject({ exit: { code: 7 } });
    });

    test("an exited container is listed until it is removed", async () => {
      const id = await start(["sh", "-c", "exit 0"]);
      await containerThat(runtime, id, hasEnded);
      await runtime.remove(id);
      await runtime.remove(id);
      expect(await runtime.list()).toEqual([]);
    });

    test("the environment reaches the command whole", async () => {
      const value = 'it\'s a "secret"\n$(not) `run`';
      const env = { TOKEN: value, "my.key": "dotted" };
      const id = await start(["node", "-e", "console.log(JSON.stringify(process.env))"], { env });
      await containerThat(runtime, id, hasEnded);
      expect(JSON.parse(await logOf(runtime, id))).toMatchObject(env);
    });

    test("exec runs beside the command, with its environment, and tells its exit code", async () => {
      const id = await start(waits, { env: { COLOUR: "blue" } });
      expect(await runtime.run(id, ["sh", "-c", "echo $COLOUR; exit 4"], 5_000)).toEqual({ code: 4, output: "blue\n" });
    });

    test("a command that outlives its time is ended", async () => {
      const id = await start(waits);
      expect((await runtime.run(id, ["sleep", "900"], 200)).code).toBe(124);
      const seen = () => runtime.run(id, ["sh", "-c", "ps -o args 2>/dev/null || ps"], 5_000);
      await expect.poll(async () => (await seen()).output).not.toContain("sleep 900");
    });

    test("exec with a terminal has a size, takes keys and tells its exit code", async () => {
      const id = await start(waits, { env: { COLOUR: "blue" } });
      const session = await runtime.exec(id, ["sh"], { tty: true, stdin: true });
      let seen = "";
      session.onOutput((_stream, data) => {
        seen += Buffer.from(data).toString();
      });
      session.resize(91, 33);
      session.write(Buffer.from("until stty size | grep '33 91'; do sleep 0.05; done; echo $COLOUR; exit 5\n"));
      expect(await session.exited).toBe(5);
      expect(seen).toContain("33 91");
      expect(seen).toContain("blue\r\n");
    });

    test("exec without a terminal keeps the streams apart and reads its input", async () => {
      const id = await start(waits);
      const session = await runtime.exec(id, ["sh", "-c", "cat; echo bad >&2"], { tty: false, stdin: true });
      const seen = { stdout: "", stderr: "" };
      session.onOutput((stream, data) => {
        seen[stream] += Buffer.from(data).toString();
      });
      session.write(Buffer.from("good\n"));
      session.end();
      expect(await session.exited).toBe(0);
      expect(seen).toEqual({ stdout: "good\n", stderr: "bad\n" });
    });

    /** All that a session says, as it comes. */
    const heard = (session: Awaited<ReturnType<Runtime["attach"]>>) => {
      const seen = { stdout: "", stderr: "" };
      session.onOutput((stream, data) => {
        seen[stream] += Buffer.from(data).toString();
      });
      return seen;
    };
    const echoes = ["sh", "-c", "while read -r line; do echo got $line; echo bad >&2; done; echo over; exit 3"];

    test("one who attaches hears what is written from then on, and is heard; who leaves, leaves the container alone", async () => {
      const id = await start(echoes, { stdin: true });
      const first = await runtime.attach(id, { tty: false, stdin: true });
      const seen = heard(first);
      first.write(Buffer.from("one\n"));
      await expect.poll(() => seen).toEqual({ stdout: "got one\n", stderr: "bad\n" });
      first.end();
      first.close();
      const second = await runtime.attach(id, { tty: false, stdin: true });
      const later = heard(second);
      second.write(Buffer.from("two\n"));
      await expect.poll(() => later.stdout).toBe("got two\n");
      await runtime.signal(id, "SIGKILL");
      expect(await second.exited).toBe(0);
    });

    test("with stdinOnce the input ends when the first who attached has ended theirs", async () => {
      const id = await start(echoes, { stdin: true, stdinOnce: true });
      const session = await runtime.attach(id, { tty: false, stdin: true });
      const seen = heard(session);
      session.write(Buffer.from("one\n"));
      session.end();
      expect(await session.exited).toBe(0);
      expect(seen.stdout).toBe("got one\nover\n");
      expect(await containerThat(runtime, id, hasEnded)).toMatchObject({ exit: { code: 3 } });
    });

    test("a container's input and terminal outlive its runtime; a terminal has a size, echoes, and tells its exit code", async () => {
      const id = await start(["sh"], { stdin: true, tty: true, env: { PS1: "> " } });
      await runtime.close();
      runtime = await place.open();
      const session = await runtime.attach(id, { tty: true, stdin: true });
      const seen = heard(session);
      session.resize(91, 33);
      session.write(Buffer.from("until stty size | grep '33 91'; do sleep 0.05; done; trap 'echo heard' INT\n"));
      await expect.poll(() => seen.stdout).toContain("\r\n33 91\r\n");
      session.write(Buffer.from("\u0003"));
      await expect.poll(() => seen.stdout).toContain("heard");
      session.write(Buffer.from("exit 5\n"));
      expect(await session.exited).toBe(0);
      expect(seen.stdout).toContain("exit 5\r\n");
      expect(await containerThat(runtime, id, hasEnded)).toMatchObject({ exit: { code: 5 } });
    });

    test("a program that is not there is an error, and nothing is left of it", async () => {
      await expect(start(["no-such-program"])).rejects.toMatchObject({
        reason: "RunContainerError",
        message: expect.stringContaining('exec: "no-such-program": executable file not found in $PATH'),
      });
      expect(await runtime.list()).toEqual([]);
    });

    test("a pod keeps its place for the life of its UID, and no other gets it", async () => {
      const mine = aSandboxRequest();
      const other = aSandboxRequest();
      pods.push(mine, other);
      const first = await runtime.ensureSandbox(mine);
      await runtime.close();
      runtime = await place.open();
      expect(await runtime.ensureSandbox(mine)).toEqual(first);
      expect(await runtime.ensureSandbox(other)).not.toEqual(first);
    });

    test("output is followed as it comes, told apart by time, and cut to the last lines or bytes", async () => {
      const id = await start(["sh", "-c", "echo one; echo two >&2; echo three; sleep 0.2; echo four"]);
      const followed = await logOf(runtime, id, { follow: true });
      expect(followed.split("\n").sort()).toEqual(["", "four", "one", "three", "two"]);
      expect(await logOf(runtime, id, { tailLines: 1 })).toBe("four\n");
      expect(await logOf(runtime, id, { tailLines: 1, timestamps: true })).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z four\n$/);
      const signal = new AbortController().signal;
      const pieces: Uint8Array[] = [];
      for await (const piece of runtime.logs(id, { follow: false, timestamps: false, limitBytes: 6, signal }))
        pieces.push(piece);
      expect(Buffer.concat(pieces)).toHaveLength(6);
    });

    test("what a pod uses is told by its name", async () => {
      const id = await start(waits);
      await logThatHas(runtime, id, "up");
      const usage = (await runtime.usage()).get("default/web");
      expect(usage?.memoryBytes).toBeGreaterThan(10_000);
      expect(usage?.containers?.get("main")?.memoryBytes).toBe(usage?.memoryBytes);
    });
  });
}
