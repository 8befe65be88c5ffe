import { request } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import {
  isReadyPod,
  main,
  podManifest,
  podThat,
  startTestAgent,
  statusOf,
  type TestAgent,
} from "@/server/agent/testing/testAgent";
import { Channel, exitCodeOf, frame, unframe } from "@/server/cluster/streams/channels";

let agent: TestAgent;
beforeAll(async () => {
  agent = await startTestAgent();
  const loop =
    "trap 'exit 0' TERM; i=0; while [ $i -lt 5 ]; do echo line $i; i=$((i+1)); done; while :; do sleep 0.05; done";
  await agent.cluster.create("Pod", podManifest("talks", { containers: [main(["sh", "-c", loop])] }));
  await agent.cluster.create(
    "Pod",
    podManifest("crashes", { containers: [main(["sh", "-c", "echo attempt; exit 1"])] }),
  );
  await podThat(agent.cluster, "talks", isReadyPod);
  await podThat(agent.cluster, "crashes", (pod) => statusOf(pod)?.restartCount === 1 && !!statusOf(pod)?.lastState);
});
afterAll(() => agent.close());

function get(path: string, token = agent.token): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` };
    const sent = request({ socketPath: agent.socket, path, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (piece: Buffer) => {
        text += piece.toString();
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sent.on("error", reject);
    sent.end();
  });
}

function exec(query: string): WebSocket {
  const url = `ws+unix://${agent.socket}:/exec/default/talks/main?${query}`;
  return new WebSocket(url, ["v5.channel.k8s.io"], { headers: { authorization: `Bearer ${agent.token}` } });
}

/** All that came on each channel until the session closed. */
function session(socket: WebSocket): Promise<Record<number, string>> {
  const seen: Record<number, string> = {};
  return new Promise((resolve, reject) => {
    socket.on("message", (data: Buffer) => {
      const { channel, payload } = unframe(data);
      seen[channel] = (seen[channel] ?? "") + Buffer.from(payload).toString();
    });
    socket.on("close", () => resolve(seen));
    socket.on("error", reject);
  });
}

test("nobody gets in without the token", async () => {
  expect((await get("/containerLogs/default/talks/main", "wrong")).status).toBe(401);
  expect((await get("/healthz", "wrong")).status).toBe(200);
});

test("logs come by container, cut to what was asked for", async () => {
  await expect.poll(async () => (await get("/containerLogs/default/talks/main")).text).toContain("line 4");
  expect((await get("/containerLogs/default/talks/main?tailLines=2")).text).toBe("line 3\nline 4\n");
  expect((await get("/containerLogs/default/talks/main?limitBytes=4")).text).toBe("line");
  expect((await get("/containerLogs/default/talks/main?timestamps=true&tailLines=1")).text).toMatch(/Z line 4\n$/);
  expect((await get("/containerLogs/default/crashes/main?previous=true")).text).toBe("attempt\n");
});

test("what is not there is refused in the kubelet's words", async () => {
  expect(await get("/containerLogs/default/other/main")).toEqual({
    status: 404,
    text: 'pod "default/other" not found\n',
  });
  const previous = await get("/containerLogs/default/talks/main?previous=true");
  expect(previous).toEqual({
    status: 400,
    text: 'previous terminated container "main" in pod "talks" not found\n',
  });
  expect((await get("/containerLogs/default/talks/main?tailLines=x")).status).toBe(400);
});

test("exec keeps the streams apart, reads its input and tells its exit code", async () => {
  const socket = exec(
    "command=sh&command=-c&command=cat;echo%20bad%20%3E%262;exit%203&stdin=true&stdout=true&stderr=true",
  );
  const all = session(socket);
  socket.on("open", () => {
    socket.send(frame(Channel.stdin, Buffer.from("good")));
    socket.send(frame(Channel.close, new Uint8Array([Channel.stdin])));
  });
  const seen = await all;
  expect(seen).toMatchObject({ [Channel.stdout]: "good", [Channel.stderr]: "bad\n" });
  expect(exitCodeOf(seen[Channel.status] ?? "")).toBe(3);
});

test("exec with a terminal follows its size", async () => {
  const socket = exec("command=sh&tty=true&stdin=true&stdout=true");
  const all = session(socket);
  socket.on("open", () => {
    socket.send(frame(Channel.resize, Buffer.from(JSON.stringify({ Width: 101, Height: 41 }))));
    socket.send(frame(Channel.stdin, Buffer.from("stty size; exit 0\n")));
  });
  const seen = await all;
  expect(seen[Channel.stdout]).toContain("41 101");
  expect(exitCodeOf(seen[Channel.status] ?? "")).toBe(0);
});

test("a reader that does not read holds the command up, not the agent's memory", async () => {
  const socket = exec("command=sh&command=-c&command=head%20-c%2050000000%20/dev/zero&stdout=true");
  await new Promise((resolve) => socket.once("open", resolve));
  socket.pause();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let looks = 0; looks < 500; looks++) {
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(most).toBeLessThan(20_000_000);
  let bytes = 0;
  socket.on("message", (data: Buffer) => {
    if (data[0] === Channel.stdout) bytes += data.length - 1;
  });
  socket.resume();
  await new Promise((resolve) => socket.once("close", resolve));
  expect(bytes).toBe(50_000_000);
});

test("usage comes in the kubelet's shape", async () => {
  const { text } = await get("/stats/summary");
  const summary = JSON.parse(text);
  expect(summary.node.nodeName).toBe("a");
  const talks = summary.pods.find((pod: { podRef: { name: string } }) => pod.podRef.name === "talks");
  expect(talks.memory.workingSetBytes).toBeGreaterThan(0);
});
