import type { AttachOptions, ExecSession } from "@/server/cluster/cluster";
import { Channel, channelProtocols, frame, oldestProtocol, textFrame } from "@/server/cluster/streams/channels";
import { joinWebSocket } from "@/server/cluster/streams/webSocketRemote";
import { ClusterError } from "@/server/lib/errors";
import { isSet } from "../options";
import { SpdyConnection } from "../spdy/connection";
import { negotiate, spdyAnswer, upgradeOf } from "./protocols";
import { joinSpdy, spdyProtocols } from "./spdySession";
import type { Upgrade, WantedStreams } from "./upgradeRequest";
import { acceptWebSocket } from "./webSockets";

/** exec and attach. The session is opened before the upgrade, so that what is wrong with it is still an HTTP answer. */
export async function upgradeToSession(upgrade: Upgrade, verb: "exec" | "attach"): Promise<void> {
  const { request, query } = upgrade;
  const kind = upgradeOf(request);
  const known = kind === "spdy" ? spdyProtocols : channelProtocols;
  const protocol = negotiate(
    request,
    known.map(({ name }) => name),
  );
  const wanted = streamsIn(query);
  const session = await open(upgrade, verb, wanted);
  // Nothing is read of it before there is somebody to tell.
  session.pause?.();
  try {
    if (kind === "spdy") upgradeToSpdy(upgrade, session, { protocol, wanted });
    else await upgradeToChannels(upgrade, session, { protocol, wanted });
  } catch (error) {
    session.close();
    throw error;
  }
}

/** A client that names none of the output streams gets both. */
function streamsIn(query: URLSearchParams): WantedStreams {
  const tty = isSet(query, "tty");
  const stdin = isSet(query, "stdin");
  const namesNone = !query.has("stdout") && !query.has("stderr");
  const stdout = namesNone || isSet(query, "stdout");
  const stderr = !tty && (namesNone || isSet(query, "stderr"));
  if (stdin || stdout || stderr) return { stdin, stdout, stderr, tty };
  throw new ClusterError("BadRequest", { says: "you must specify at least 1 of stdin, stdout, stderr" });
}

function open(
  { cluster, pod, query }: Upgrade,
  verb: "exec" | "attach",
  { stdin, tty }: WantedStreams,
): Promise<ExecSession> {
  const container = query.get("container");
  const options: AttachOptions = { stdin, tty, ...(container && { container }) };
  return verb === "attach"
    ? cluster.attach(pod, options)
    : cluster.exec(pod, { ...options, command: query.getAll("command") });
}

interface Joining {
  readonly protocol: string | undefined;
  readonly wanted: WantedStreams;
}

async function upgradeToChannels(
  upgrade: Upgrade,
  session: ExecSession,
  { protocol: name, wanted }: Joining,
): Promise<void> {
  const protocol = channelProtocols.find((one) => one.name === name) ?? oldestProtocol;
  const webSocket = await acceptWebSocket(upgrade, name);
  // As Kubernetes has it: an empty message on the first channel says that the session stands.
  const first = wanted.stdout ? Channel.stdout : wanted.stderr ? Channel.stderr : Channel.status;
  const nothing = new Uint8Array();
  webSocket.send(protocol.isBase64 ? textFrame(first, nothing) : frame(first, nothing));
  joinWebSocket(webSocket, session, { protocol, wants: (stream) => wanted[stream] });
  session.resume?.();
}

function upgradeToSpdy({ socket, head, clock }: Upgrade, session: ExecSession, { protocol, wanted }: Joining): void {
  socket.write(spdyAnswer(protocol));
  const hasStatus = spdyProtocols.find(({ name }) => name === protocol)?.hasStatus ?? false;
  joinSpdy(new SpdyConnection(socket, { head, clock }), session, { hasStatus, wanted, clock });
}
