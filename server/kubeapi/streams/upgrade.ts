import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Cluster } from "@/server/cluster/cluster";
import { toStatus } from "@/server/cluster/status";
import type { Subject } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import { parseResourcePath, type ResourcePath } from "../requestPath";
import { upgradeToForwarding } from "./forwarding";
import { upgradeToSession } from "./session";
import type { Upgrade } from "./upgradeRequest";

interface UpgradeOptions {
  readonly cluster: Cluster;
  authenticate(request: IncomingMessage): Promise<Subject | undefined>;
  readonly clock: Clock;
}

/** A streaming subresource by WebSocket or SPDY. What is refused is answered before the upgrade, with a Status. */
export function createUpgrade(
  options: UpgradeOptions,
): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  return (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    answer(options, { request, socket, head }).catch((error: unknown) => refuse(socket, error));
  };
}

async function answer(
  { cluster, authenticate, clock }: UpgradeOptions,
  connection: Pick<Upgrade, "request" | "socket" | "head">,
): Promise<void> {
  const { request } = connection;
  const { pathname, searchParams: query } = new URL(request.url ?? "/", "http://api");
  const path = parseResourcePath(pathname);
  const handle = path && handlerOf(path);
  if (!path || !handle)
    throw new ClusterError("NotFound", { says: "the server could not find the requested resource" });
  const subject = await authenticate(request);
  if (!subject) throw new ClusterError("Unauthorized", { says: "Unauthorized" });
  const pod = { name: path.name ?? "", ...(path.namespace !== undefined && { namespace: path.namespace }) };
  await handle({ ...connection, pod, query, cluster: cluster.as(subject), clock });
}

function handlerOf({ group, resource, subresource }: ResourcePath): ((upgrade: Upgrade) => Promise<void>) | undefined {
  if (group !== "" || resource !== "pods") return undefined;
  if (subresource === "exec") return (upgrade) => upgradeToSession(upgrade, "exec");
  if (subresource === "attach") return (upgrade) => upgradeToSession(upgrade, "attach");
  return subresource === "portforward" ? upgradeToForwarding : undefined;
}

function refuse(socket: Duplex, error: unknown): void {
  const status = toStatus(error);
  const body = JSON.stringify(status);
  const head = [`HTTP/1.1 ${status.code} ${status.reason}`, "Content-Type: application/json", "Connection: close"];
  const text = `${[...head, `Content-Length: ${Buffer.byteLength(body)}`].join("\r\n")}\r\n\r\n${body}`;
  // Ours alone to close: who was refused may leave its side open for good.
  socket.end(text, () => socket.destroy());
}
