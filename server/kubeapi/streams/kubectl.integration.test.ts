import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isReadyPod, main, podManifest, podThat } from "@/server/agent/testing/testAgent";
import { freePort } from "@/server/testing/platform";
import { type StreamPlace, startStreamPlace } from "@/server/testing/streamPlace";

const program = process.env.PILOTHOUSE_TEST_KUBECTL ?? "kubectl";

function isThere(): boolean {
  if (spawnSync(program, ["version", "--client"]).status === 0) return true;
  process.stderr.write("No kubectl is on the PATH (or at PILOTHOUSE_TEST_KUBECTL): its tests are left out.\n");
  return false;
}

/** Without WebSockets kubectl falls back to SPDY. */
const spdy = { KUBECTL_REMOTE_COMMAND_WEBSOCKETS: "false", KUBECTL_PORT_FORWARD_WEBSOCKETS: "false" };

describe.runIf(isThere())("kubectl", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "ph-kubectl-"));
  let place: StreamPlace;

  beforeAll(async () => {
    place = await startStreamPlace();
    const serve =
      "require('http').createServer((q, s) => s.end('hello ' + q.url)).listen(process.env.PORT, '127.0.0.1')";
    const probe = { readinessProbe: { tcpSocket: { port: 80 }, periodSeconds: 1 } };
    const containers = [
      main(["node", "-e", serve], { ports: [{ containerPort: 80 }], ...probe }),
      main(["sh", "-c", "read -r line; echo got $line"], { name: "reads", stdin: true, stdinOnce: true }),
    ];
    await place.cluster.create("Pod", podManifest("web", { containers }));
    await podThat(place.cluster, "web", isReadyPod);
  });
  afterAll(async () => {
    await place.close();
    rmSync(folder, { recursive: true });
  });

  /** What it says, and its exit code. */
  async function kubectl(
    words: readonly string[],
    { input = "", env = {} }: { input?: string | Buffer; env?: object } = {},
  ) {
    const child = spawn(program, [`--server=${place.url}`, "--kubeconfig=/dev/null", ...words], {
      env: { ...process.env, ...env },
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (piece: Buffer) => out.push(piece));
    child.stderr.on("data", (piece: Buffer) => err.push(piece));
    const code = await new Promise((resolve) => child.once("close", resolve));
    return { code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() };
  }

  describe.each([
    ["by WebSocket", {}],
    ["by SPDY", spdy],
  ])("%s", (_title, env) => {
    test("exec keeps the streams apart, passes input on, and ends with the command's code", async () => {
      const script = "wc -c; echo bad >&2; exit 7";
      const ran = await kubectl(["exec", "-i", "web", "-c", "main", "--", "sh", "-c", script], {
        input: Buffer.alloc(3_000_000),
        env,
      });
      expect(ran).toMatchObject({ code: 7, out: "3000000\n", err: expect.stringMatching(/^bad\n/) });
    });

    test("port-forward carries requests, and says which port the pod does not have", async () => {
      const [port, other] = [await freePort(), await freePort()];
      const words = [
        `--server=${place.url}`,
        "--kubeconfig=/dev/null",
        "port-forward",
        "web",
        `${port}:80`,
        `${other}:81`,
      ];
      const child = spawn(program, words, { env: { ...process.env, ...env } });
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (piece: Buffer) => {
          said += piece.toString();
        });
      await expect.poll(() => said, { timeout: 20_000 }).toContain(`127.0.0.1:${other} -> 81`);
      for (const at of ["/a", "/b"])
        expect(await (await fetch(`http://127.0.0.1:${port}${at}`)).text()).toBe(`hello ${at}`);
      await expect(fetch(`http://127.0.0.1:${other}/`)).rejects.toThrow();
      await expect.poll(() => said).toContain("has no port 81");
      child.kill();
    });
  });

  test("attach hands its input over", async () => {
    const { out, code } = await kubectl(["attach", "-i", "web", "-c", "reads"], { input: "me\n" });
    expect({ out, code }).toEqual({ out: "got me\n", code: 0 });
  });

  test("cp brings a file there and back", async () => {
    const [from, to] = [path.join(folder, "from"), path.join(folder, "to")];
    writeFileSync(from, Buffer.alloc(500_000, "abc"));
    expect(await kubectl(["cp", from, "web:/tmp/ph-copied", "-c", "main"])).toMatchObject({ code: 0 });
    expect(await kubectl(["cp", "web:/tmp/ph-copied", to, "-c", "main"])).toMatchObject({ code: 0 });
    expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
  });

  test("debug adds a container, attaches to it, and brings its output", async () => {
    const words = [
      "debug",
      "web",
      "--image=x",
      "-c",
      "look",
      "-i",
      "--profile=general",
      "--",
      "sh",
      "-c",
      "read -r line; echo got $line",
    ];
    const { out, err } = await kubectl(words, { input: "me\n" });
    expect(`${out}${err}`).toContain("got me");
    expect((await kubectl(["logs", "web", "-c", "look"])).out).toBe("got me\n");
  });

  test("errors come in Kubernetes' words", async () => {
    expect((await kubectl(["exec", "absent", "--", "ls"])).err).toBe(
      'Error from server (NotFound): pods "absent" not found\n',
    );
    expect((await kubectl(["logs", "web", "-c", "main", "--previous"])).err).toBe(
      'Error from server (BadRequest): previous terminated container "main" in pod "web" not found\n',
    );
  });
});
