import type { Container, Probe } from "@/server/objects/types";
import type { Runtime, Sandbox } from "../../runtime/runtime";
import { probeGrpc } from "./grpc";
import { probeHttp } from "./http";
import { probeTcp } from "./tcp";
import { type Outcome, timeoutMsOf } from "./verdict";

export interface ProbeTarget {
  readonly container: Container;
  readonly sandbox: Sandbox;
  readonly runtime: Pick<Runtime, "run">;
  /** The running container. */
  readonly id: string;
}

type HttpGet = NonNullable<Probe["httpGet"]>;

/** One try of whichever of the four forms the probe has. Throws when it could not be tried, which says nothing. */
export async function tryProbe(probe: Probe, target: ProbeTarget): Promise<Outcome> {
  const timeoutMs = timeoutMsOf(probe);
  const { exec, httpGet, tcpSocket, grpc } = probe;
  if (exec) return tryExec(exec.command ?? [], timeoutMs, target);
  if (httpGet) return tryHttp(httpGet, timeoutMs, target);
  if (tcpSocket) {
    const host = tcpSocket.host || target.sandbox.ip;
    return probeTcp({ host, port: answering(tcpSocket.port, target) }, timeoutMs);
  }
  if (!grpc) return { isSuccess: true, message: "" };
  const service = grpc.service ?? "";
  return probeGrpc({ host: target.sandbox.ip, port: answering(grpc.port, target), service }, timeoutMs);
}

export function tryHttp(httpGet: HttpGet, timeoutMs: number, target: ProbeTarget): Promise<Outcome> {
  const { host, port, path = "/", scheme, httpHeaders = [] } = httpGet;
  return probeHttp(
    {
      scheme: scheme === "HTTPS" ? "HTTPS" : "HTTP",
      host: host || target.sandbox.ip,
      port: answering(port, target),
      path,
      headers: httpHeaders,
    },
    timeoutMs,
  );
}

async function tryExec(command: readonly string[], timeoutMs: number, { runtime, id }: ProbeTarget): Promise<Outcome> {
  const { code, output } = await runtime.run(id, command, timeoutMs);
  if (code === 0) return { isSuccess: true, message: "" };
  return { isSuccess: false, message: output.trim() || `command "${command.join(" ")}" exited with ${code}` };
}

/** Where a declared port (by number or name) answers. */
function answering(port: number | string, { container, sandbox }: ProbeTarget): number {
  const named = container.ports?.find(({ name }) => name === port)?.containerPort;
  const containerPort = named ?? Number(port);
  return sandbox.ports[containerPort] ?? containerPort;
}
