import http from "node:http";
import net from "node:net";
import type { Health } from "@/server/api/http";
import type { Cluster } from "@/server/cluster/cluster";
import { conditionOf } from "@/server/objects/meta";
import type { Store } from "@/server/store/store";
import { ensureToken } from "@/server/supervisor/folders";
import type { ApiPort } from "./apiPort";
import type { Tools } from "./engine";

type Part = Health["parts"][string];

const freshMs = 250;

interface Looked {
  readonly store: Store;
  readonly platform: Cluster;
  readonly apiDoor: Pick<ApiPort, "host" | "port" | "url">;
}

/** `GET /readyz`: each part and whether it is ready. Asked afresh at most four times a second. */
export function createHealth(tools: Tools, looked: Looked): () => Promise<Health> {
  let last: { readonly atMs: number; readonly health: Promise<Health> } | undefined;
  return () => {
    const nowMs = tools.clock.monotonicMs();
    if (!last || nowMs - last.atMs > freshMs) last = { atMs: nowMs, health: look(tools, looked) };
    return last.health;
  };
}

async function look(tools: Tools, { store, platform, apiDoor }: Looked): Promise<Health> {
  const { folders } = tools;
  const parts = {
    store: storePart(store),
    api: await socketPart(apiDoor, `the Kubernetes API answers at ${apiDoor.url}`),
    nodes: await nodesPart(tools, platform),
    gateway: await gatewayPart(tools),
    pages: await socketPart({ path: folders.socket("pages") }, "the pages render"),
  };
  return { isReady: Object.values(parts).every(({ isReady }) => isReady), parts };
}

function storePart(store: Store): Part {
  const { isWritable, revision } = store.status();
  const says = isWritable
    ? `the store takes writes, at revision ${revision}`
    : "the database is away: reads go on, writes are refused";
  return { isReady: isWritable, says };
}

/** A node is ready when it says so and its agent answers: what it said before a restart is not enough. */
async function nodesPart({ settings, folders }: Tools, platform: Cluster): Promise<Part> {
  const { items } = await platform.list("Node");
  const ready = items.filter((node) => conditionOf(node.status?.conditions, "Ready")?.status === "True");
  const answers = await Promise.all(
    ready.map(({ metadata }) => answersAt({ path: folders.socket(`agent-${metadata.name}`) })),
  );
  const count = answers.filter(Boolean).length;
  const says = `${count} of ${Math.max(items.length, settings.nodes)} nodes ready (${settings.runtime} runtime)`;
  return { isReady: count >= settings.nodes, says };
}

function gatewayPart({ folders }: Tools): Promise<Part> {
  const missing = { isReady: false, says: "the gateway does not answer" };
  return new Promise((resolve) => {
    const headers = { authorization: `Bearer ${ensureToken(folders, "gateway")}` };
    const options = { socketPath: folders.socket("gateway"), path: "/healthz", headers, timeout: 1000 };
    const request = http.get(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => {
        const { driver, isSynced } = parse(text);
        resolve({
          isReady: isSynced === true,
          says: isSynced ? `the gateway carries traffic (${driver})` : "the gateway is starting",
        });
      });
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(missing));
  });
}

async function socketPart(place: net.NetConnectOpts, says: string): Promise<Part> {
  const isReady = await answersAt(place);
  return { isReady, says: isReady ? says : "being started" };
}

function answersAt(place: net.NetConnectOpts): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(place);
    const answer = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once("connect", () => answer(true)).once("error", () => answer(false));
  });
}

function parse(text: string): { readonly driver?: string; readonly isSynced?: boolean } {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
