import { connect, type Socket } from "node:net";
import { messageOf } from "@/server/lib/errors";
import type { Sandbox } from "../runtime/runtime";
import type { AgentServerOptions } from "./agentServer";
import { Refusal } from "./refusal";
import type { UpgradeConnection } from "./sessionRoute";

const connectMs = 10_000;

/** `/portForward/NS/POD?port=…`: the connection becomes one to the pod's port, once the pod has taken it. */
export async function upgradeToPort(
  { pods, context }: AgentServerOptions,
  connection: UpgradeConnection,
): Promise<void> {
  const { request, socket, head } = connection;
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://agent");
  const [, namespace = "", name = ""] = pathname.slice(1).split("/").map(decodeURIComponent);
  const worker = pods.find(namespace, name);
  if (!worker) throw new Refusal(404, `pod "${namespace}/${name}" not found`);
  if (!worker.sandbox || worker.isTornDown) throw new Refusal(400, `pod "${name}" is not running`);
  const target = await dial(targetOf(worker.sandbox, Number(searchParams.get("port")), name), context.clock);
  target.on("error", () => socket.destroy());
  socket.on("error", () => target.destroy());
  socket.once("close", () => target.destroy());
  target.once("close", () => socket.end());
  socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: tcp\r\n\r\n");
  target.write(head);
  socket.pipe(target).pipe(socket);
}

/**
 * Where a pod's port answers. A pod that has this machine's loopback to itself has only the ports that it declares:
 * behind any other number somebody else may listen.
 */
export function targetOf(
  { ip, ports }: Sandbox,
  port: number,
  pod: string,
): { readonly host: string; readonly port: number } {
  const own = ports[port];
  if (own !== undefined) return { host: ip, port: own };
  if (ip === "127.0.0.1" || !(port >= 1 && port <= 65_535))
    throw new Refusal(400, `pod "${pod}" has no port ${port}: declare it as a containerPort`);
  return { host: ip, port };
}

function dial(
  to: { readonly host: string; readonly port: number },
  clock: AgentServerOptions["context"]["clock"],
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const target = connect({ ...to, allowHalfOpen: true });
    const fail = (error: unknown) => {
      cancel();
      target.destroy();
      reject(new Refusal(502, `failed to connect to ${to.host}:${to.port}: ${messageOf(error)}`));
    };
    const cancel = clock.after(connectMs, () => fail(new Error("no answer in time")));
    target.once("error", fail);
    target.once("connect", () => {
      cancel();
      target.off("error", fail);
      resolve(target);
    });
  });
}
