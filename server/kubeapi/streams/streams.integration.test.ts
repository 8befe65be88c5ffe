import { type EventEmitter, once } from "node:events";
import { readdirSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { buffer, text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { isReadyPod, main, podManifest, podThat } from "@/server/agent/testing/testAgent";
import { pidsWith } from "@/server/agent/testing/testProcess";
import { channelProtocols, textFrame, textUnframe } from "@/server/cluster/streams/channels";
import { type StreamPlace, startStreamPlace } from "@/server/testing/streamPlace";

const pod = { namespace: "default", name: "web" };
const path = "/api/v1/namespaces/default/pods/web";
const mark = `STREAMS_TEST=${process.pid}`;
const serve =
  "require('net').createServer({allowHalfOpen:true}, s => { s.on('error', () => {}); s.pipe(s); }).listen(process.env.PORT, '127.0.0.1')";
let place: StreamPlace;
let filesBefore: number;
const openFiles = () => readdirSync("/proc/self/fd").length;

beforeAll(async () => {
  place = await startStreamPlace();
  const [name = "", value = ""] = mark.split("=");
  const env = [{ name, value }];
  const ports = [{ containerPort: 80 }, { containerPort: 81 }];
  const readinessProbe = { tcpSocket: { port: 80 }, periodSeconds: 1 };
  const containers = [
    main(["node", "-e", serve], { ports, env, readinessProbe }),
    main(["sh", "-c", "while read -r line; do echo got $line; done"], { name: "reads", stdin: true, env }),
    main(["sh"], { name: "shell", stdin: true, tty: true, env }),
  ];
  await place.cluster.create("Pod", podManifest("web", { containers }));
  await podThat(place.cluster, "web", isReadyPod);
  filesBefore = openFiles();
});
afterAll(() => place.close());

/** What a session says on each channel, as text, until it is closed. */
async function heard(socket: WebSocket, isBase64 = false): Promise<Record<number, string>> {
  const seen: Record<number, string> = {};
  socket.on("message", (message: Buffer) => {
    const { channel, payload } = isBase64
      ? textUnframe(message.toString())
      : { channel: message[0] ?? -1, payload: message.subarray(1) };
    seen[channel] = (seen[channel] ?? "") + Buffer.from(payload).toString();
  });
  await once(socket, "close");
  return seen;
}

const open = (query: string, protocols: string | string[]) =>
  new WebSocket(`${place.url.replace("http", "ws")}${path}/${query}`, protocols);

test.each(channelProtocols)("exec speaks $name", async ({ name, isBase64, hasStatus }) => {
  const command = "command=sh&command=-c&command=echo%20out;echo%20bad%20%3E%262;exit%203";
  const socket = open(`exec?container=main&${command}&stdout=true&stderr=true`, name);
  const seen = await heard(socket, isBase64);
  expect(socket.protocol).toBe(name);
  expect(seen).toMatchObject({ 1: "out\n", 2: "bad\n" });
  if (hasStatus) expect(JSON.parse(seen[3] ?? "")).toMatchObject({ reason: "NonZeroExitCode" });
  else expect(seen[3]).toBe("command terminated with non-zero exit code: exit status 3");
});

test("a client that speaks base64 is heard", async () => {
  const socket = open(
    "exec?container=main&command=head&command=-n1&stdin=true&stdout=true",
    "v4.base64.channel.k8s.io",
  );
  socket.once("open", () => socket.send(textFrame(0, Buffer.from("hello\n"))));
  expect((await heard(socket, true))[1]).toBe("hello\n");
});

test.each([
  ["exec?command=ls&container=other", 400, "container other is not valid for pod web"],
  ["exec?command=ls", 400, "a container name must be specified for pod web, choose one of: [main reads shell]"],
  ["exec?container=main", 400, "you must specify at least one command for the container"],
  ["exec?container=main&command=ls&stdout=false", 400, "you must specify at least 1 of stdin, stdout, stderr"],
  ["portforward", 400, 'query parameter "port" is required'],
  ["portforward?ports=0", 400, 'unable to parse "0" as a port'],
])("%s is refused before the upgrade", async (query, code, message) => {
  const socket = open(query, "v4.channel.k8s.io");
  socket.on("error", () => {});
  const [, response] = await once(socket, "unexpected-response");
  expect(response.statusCode).toBe(code);
  expect(JSON.parse(await text(response))).toMatchObject({ kind: "Status", code, message });
});

test("what asks for no upgrade, or for a protocol that is not spoken, hears so", async () => {
  const answer = await fetch(`${place.url}${path}/exec?command=ls`);
  expect(await answer.json()).toMatchObject({ code: 400, message: "Upgrade request required" });
  const socket = open("exec?command=ls", "v9.channel.k8s.io");
  socket.on("error", () => {});
  const [, response] = await once(socket, "unexpected-response");
  expect(response.statusCode).toBe(403);
  response.destroy();
});

test("a tunnel of SPDY in a WebSocket is agreed to, as kubectl asks for it", async () => {
  const socket = connect(place.port, "127.0.0.1");
  socket.write(
    [`GET ${path}/portforward HTTP/1.1`, "Host: a", "Connection: Upgrade", ...tunnelHead, "", ""].join("\r\n"),
  );
  const answer = String((await once(socket, "data"))[0]);
  expect(answer).toContain("101 Switching Protocols");
  expect(answer).toContain("Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io");
  socket.destroy();
});

test("a client over HTTP runs commands, joins containers, and reaches ports", async () => {
  const session = await place.client.exec(pod, { container: "main", command: ["wc", "-c"], stdin: true });
  let said = "";
  session.onOutput((_stream, data) => {
    said += Buffer.from(data).toString();
  });
  for (let n = 0; n < 40; n++) await new Promise<void>((taken) => session.write(Buffer.alloc(100_000), taken));
  session.end();
  expect(await session.exited).toBe(0);
  expect(said.trim()).toBe("4000000");
  const joined = await place.client.attach(pod, { container: "reads", stdin: true });
  let heardOf = "";
  joined.onOutput((_stream, data) => {
    heardOf += Buffer.from(data).toString();
  });
  joined.write(Buffer.from("you\n"));
  await expect.poll(() => heardOf).toBe("got you\n");
  joined.close();
  const way = await place.client.portForward(pod);
  const connection = await way.connect(80);
  connection.write("ping");
  expect(String((await once(connection, "data"))[0])).toBe("ping");
  await expect(way.connect(82)).rejects.toThrow('pod "web" has no port 82');
  way.close();
  await expect(way.connect(80)).rejects.toThrow();
});

test("a forwarded port carries much both ways, and the end of each", async () => {
  const way = await place.cluster.portForward(pod);
  const connection = await way.connect(80);
  const sent = Buffer.alloc(5_000_000, "0123456789");
  connection.end(sent);
  expect((await buffer(connection)).equals(sent)).toBe(true);
  await expect(way.connect(81)).rejects.toThrow("failed to connect");
  way.close();
});

test("a command whose output nobody reads is held up, and ends when its client goes", async () => {
  const socket = open("exec?container=main&command=cat&command=/dev/zero&stdout=true", "v5.channel.k8s.io");
  await once(socket, "open");
  socket.pause();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let looks = 0; looks < 300; looks++) {
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(most).toBeLessThan(40_000_000);
  socket.terminate();
  await expect
    .poll(
      () =>
        place.cluster
          .exec(pod, { container: "main", command: ["pgrep", "-f", "cat /dev/zero"] })
          .then((one) => one.exited),
      { timeout: 10_000 },
    )
    .toBe(1);
});

/** How far a client comes before it is cut: a stage, and so many turns of the loop after it. */
interface Cut {
  readonly stage: "asked" | "answered" | "heard";
  readonly turns: number;
}
const stages = ["asked", "answered", "heard"] as const;

/** One client of each kind, each of which hears something. */
const kinds: readonly ((cut: Cut) => Promise<void>)[] = [
  (cut) => cutSocket("exec?container=main&command=sh&command=-c&command=echo;sleep%20100&stdin=true&stdout=true", cut),
  (cut) => cutSocket("exec?container=main&command=cat&command=/dev/zero&stdout=true", cut),
  (cut) => cutSocket("exec?container=main&command=sh&stdin=true&stdout=true&tty=true", cut),
  (cut) => cutSocket("attach?container=shell&stdin=true&stdout=true&tty=true", cut),
  (cut) => cutSocket("attach?container=reads&stdin=true&stdout=true", cut),
  (cut) => cutSocket("portforward?ports=80", cut, "v4.channel.k8s.io"),
  (cut) => cutRaw(`GET ${path}/portforward HTTP/1.1`, tunnelHead, cut),
  (cut) => cutSpdy("exec?container=main&command=sleep&command=100&stdin=true&stdout=true", cut),
  (cut) => cutSpdy("portforward", cut),
  (cut) => cutLog(cut),
];

async function cutSocket(query: string, cut: Cut, protocol = "v5.channel.k8s.io"): Promise<void> {
  const socket = open(query, protocol);
  const heard = firstOf(socket, ["message", "close"]);
  socket.on("error", () => {});
  socket.on("message", () => {});
  // An empty line, which whoever reads answers to.
  if (query.includes("stdin")) socket.once("open", () => socket.send(Buffer.from([0, 10])));
  await reached(cut, { answered: firstOf(socket, ["open", "close"]), heard });
  socket.terminate();
}

function cutSpdy(query: string, cut: Cut): Promise<void> {
  const protocol = query.startsWith("portforward") ? "portforward.k8s.io" : "v4.channel.k8s.io";
  const head = ["Upgrade: SPDY/3.1", `X-Stream-Protocol-Version: ${protocol}`];
  return cutRaw(`POST ${path}/${query} HTTP/1.1`, head, cut);
}

const tunnelHead = [
  ...["Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="],
  "Sec-WebSocket-Protocol: SPDY/3.1+portforward.k8s.io",
];

async function cutRaw(line: string, head: readonly string[], cut: Cut): Promise<void> {
  const socket = connect(place.port, "127.0.0.1");
  socket.on("error", () => {});
  const answered = firstOf(socket, ["data", "close"]);
  socket.write([line, "Host: a", "Connection: Upgrade", ...head, "", ""].join("\r\n"));
  await reached(cut, { answered, heard: answered });
  socket.destroy();
}

async function cutLog(cut: Cut): Promise<void> {
  const sent = request(`${place.url}${path}/log?container=shell&follow=true`, { agent: false });
  sent.on("error", () => {}).on("response", (response) => response.on("error", () => {}).resume());
  const answered = firstOf(sent, ["response", "close"]);
  sent.end();
  await reached(cut, { answered, heard: answered });
  sent.destroy();
}

async function reached({ stage, turns }: Cut, when: Readonly<Record<"answered" | "heard", Promise<void>>>) {
  if (stage !== "asked") await when[stage];
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves at the first of these events. */
function firstOf(emitter: EventEmitter, events: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    for (const event of events) emitter.once(event, () => resolve());
  });
}

test("fifty sessions that are cut at any point leave no process and no open file behind", async () => {
  for (let round = 0; round < 5; round++)
    await Promise.all(
      kinds.map((kind, at) =>
        kind({ stage: stages[(round + at) % stages.length] ?? "asked", turns: (round * 7 + at * 5) % 30 }),
      ),
    );
  await expect.poll(() => pidsWith(mark).length, { timeout: 20_000 }).toBe(3);
  await expect.poll(openFiles, { timeout: 20_000 }).toBeLessThanOrEqual(filesBefore);
});
