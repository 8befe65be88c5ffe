import net from "node:net";
import { io, type Socket } from "socket.io-client";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { admin, openTestConsole, type TestConsole, viewer } from "@/server/api/testing/console";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { aDeployment } from "@/server/objects/builders";
import { createStored } from "@/server/testing/createStored";
import { attachLive, type Live } from "./attach";

interface Data {
  readonly id: string;
  readonly revision: number;
  readonly value: { readonly rows: readonly { readonly name: string; readonly desired: number }[] };
}

let console: TestConsole;
let live: Live;
let cookies: { admin: string; viewer: string };
const sockets: Socket[] = [];

beforeAll(async () => {
  console = await openTestConsole();
  const { server, services, access, platform } = console;
  const base = { clock: systemClock, log: silentLog, origins: { trusted: [] } };
  live = attachLive({
    ...base,
    server,
    platform,
    cluster: services.cluster,
    sessions: access.sessions,
    context: services,
  });
  for (const who of [admin, viewer]) await access.users.create(who);
  cookies = { admin: await console.signIn(admin), viewer: await console.signIn(viewer) };
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});
afterAll(async () => {
  await live?.close();
  await console?.close();
});

function open(headers: Record<string, string>, options = {}): Socket {
  const socket = io(console.url, {
    transports: ["websocket"],
    extraHeaders: headers,
    forceNew: true,
    reconnectionDelay: 20,
    ...options,
  });
  sockets.push(socket);
  return socket;
}

const openAs = (cookie: string) => open({ cookie, origin: console.url });

/** Resolves with the first message that passes; acknowledges each, as a browser does. */
function next<T>(socket: Socket, event: string, isWanted: (message: T) => boolean = () => true): Promise<T> {
  return new Promise((resolve) => {
    const listener = (message: T, acknowledge?: unknown) => {
      if (typeof acknowledge === "function") acknowledge();
      if (!isWanted(message)) return;
      socket.off(event, listener);
      resolve(message);
    };
    socket.on(event, listener);
  });
}

const refusal = (socket: Socket) =>
  new Promise<string>((resolve) => socket.on("connect_error", (e) => resolve(e.message)));
const rowOf = (name: string) => (message: Data) => message.value.rows.some((row) => row.name === name);
const deployments = (id: string) => ({ id, view: "deployments.list", input: { namespace: "shop" } });

describe("a socket", () => {
  it("is refused without a session", async () => {
    expect(await refusal(open({ origin: console.url }, { reconnection: false }))).toBe("Unauthorized");
  });

  it("is refused to a page of another site, even with the browser's cookie", async () => {
    const headers = { cookie: cookies.admin, origin: "https://evil.example" };
    expect(await refusal(open(headers, { reconnection: false }))).not.toBe("");
    expect(live.figures().sockets).toBe(0);
  });

  it("is cut at once when its session is revoked, and not let in again", async () => {
    const email = "tom@example.com";
    const password = "for a short time";
    const user = await console.access.users.create({ name: "Tom", email, password, role: "viewer" });
    const socket = openAs(await console.signIn({ email, password }));
    await next(socket, "connect");
    const isCut = next(socket, "disconnect");
    const isRefused = refusal(socket);
    await console.access.users.disable(user.id);
    await isCut;
    expect(await isRefused).toBe("Unauthorized");
  });
});

describe("any other upgrade", () => {
  it("is refused and closed, whether its client closes or not", async () => {
    const { hostname, port } = new URL(console.url);
    const openConnections = () =>
      new Promise<number>((resolve) => console.server.getConnections((_, count) => resolve(count)));
    const before = await openConnections();
    const client = net.connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    let seen = "";
    client.on("data", (chunk) => {
      seen += chunk;
    });
    const ended = new Promise((resolve) => client.once("end", resolve));
    client.write("GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    await ended;
    expect(seen).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    await expect.poll(openConnections).toBeLessThanOrEqual(before);
    client.destroy();
  });
});

describe("a view", () => {
  it("comes at once, and again when something in it changes", async () => {
    const socket = openAs(cookies.viewer);
    const first = next<Data>(socket, "data");
    socket.emit("subscribe", deployments("a"));
    expect((await first).id).toBe("a");
    const changed = next<Data>(socket, "data", rowOf("web"));
    await createStored(console.platform, aDeployment("web").in("shop").replicas(2).build());
    const { revision, value } = await changed;
    expect(revision).toBeGreaterThan((await first).revision);
    expect(value.rows.map(({ name, desired }) => [name, desired])).toEqual([["web", 2]]);
  });

  it("is what it is now, after a connection that was lost while it changed", async () => {
    const socket = openAs(cookies.viewer);
    socket.on("connect", () => socket.emit("subscribe", deployments("a")));
    await next<Data>(socket, "data");
    const isBack = next(socket, "connect");
    socket.io.engine.close();
    await createStored(console.platform, aDeployment("late").in("shop").build());
    const caughtUp = next<Data>(socket, "data", rowOf("late"));
    await isBack;
    expect(rowOf("late")(await caughtUp)).toBe(true);
  });

  it("comes no more after unsubscribing, and costs nothing then", async () => {
    const socket = openAs(cookies.viewer);
    const first = next<Data>(socket, "data");
    socket.emit("subscribe", deployments("a"));
    await first;
    socket.emit("unsubscribe", { id: "a" });
    // A later message of the same socket was read after the one before it.
    const refused = next<{ id: string }>(socket, "problem");
    socket.emit("subscribe", { id: "b", view: "no.view", input: {} });
    await refused;
    expect(live.figures().feeds).toBe(0);
  });

  it("that there is not, or is asked for wrongly, is refused with a sentence and the socket stays", async () => {
    const socket = openAs(cookies.viewer);
    const unknown = next<{ reason: string }>(socket, "problem");
    socket.emit("subscribe", { id: "a", view: "no.view", input: {} });
    expect(await unknown).toMatchObject({ id: "a", reason: "NotFound" });
    const wrong = next<{ says: string }>(socket, "problem");
    socket.emit("subscribe", { id: "b", view: "pods.list", input: { limit: 100_000 } });
    expect(await wrong).toMatchObject({ id: "b", reason: "BadRequest", says: expect.stringContaining("limit") });
    expect(socket.connected).toBe(true);
  });

  it("stays quiet about what the subject may not see", async () => {
    const socket = openAs(cookies.viewer);
    const refused = next(socket, "problem");
    socket.emit("subscribe", {
      id: "a",
      view: "objects.yaml",
      input: { kind: "Secret", namespace: "shop", name: "x" },
    });
    expect(await refused).toMatchObject({ id: "a", reason: "Forbidden" });
  });
});
