import { ClusterError } from "@/server/lib/errors";

/** The channels of Kubernetes' sessions: the first byte of a message; 255 (v5 only) closes the channel that follows. */
export const Channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

/** How channels are laid into messages. */
export interface ChannelProtocol {
  readonly name: string;
  /** Text messages: the channel as a digit, then base64. */
  readonly isBase64: boolean;
  /** The end is told as a Status in JSON; the first version only says in words what went wrong. */
  readonly hasStatus: boolean;
}

/** After `k8s.io/kubelet/pkg/cri/streaming/remotecommand/websocket.go` and `apimachinery/pkg/util/remotecommand`. */
export const channelProtocols: readonly ChannelProtocol[] = [
  { name: "v5.channel.k8s.io", isBase64: false, hasStatus: true },
  { name: "v4.channel.k8s.io", isBase64: false, hasStatus: true },
  { name: "v4.base64.channel.k8s.io", isBase64: true, hasStatus: true },
  { name: "channel.k8s.io", isBase64: false, hasStatus: false },
  { name: "base64.channel.k8s.io", isBase64: true, hasStatus: false },
];

/** What is spoken with a client that names no protocol. */
export const oldestProtocol: ChannelProtocol = { name: "", isBase64: false, hasStatus: false };

export function frame(channel: number, payload: Uint8Array): Uint8Array {
  const message = new Uint8Array(payload.length + 1);
  message[0] = channel;
  message.set(payload, 1);
  return message;
}

export function unframe(message: Uint8Array): { channel: number; payload: Uint8Array } {
  return { channel: message[0] ?? -1, payload: message.subarray(1) };
}

export function textFrame(channel: number, payload: Uint8Array): string {
  return `${channel}${Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength).toString("base64")}`;
}

export function textUnframe(message: string): { channel: number; payload: Uint8Array } {
  return { channel: message.charCodeAt(0) - 48, payload: Buffer.from(message.slice(1), "base64") };
}

/** The size that a message of the resize channel tells; undefined when it cannot be read: that changes nothing. */
export function sizeIn(payload: Uint8Array): { readonly columns: number; readonly rows: number } | undefined {
  try {
    const { Width, Height } = JSON.parse(Buffer.from(payload).toString("utf8")) as { Width?: number; Height?: number };
    const isSize = (value: unknown) => Number.isInteger(value) && Number(value) >= 0 && Number(value) < 65_536;
    return isSize(Width) && isSize(Height) ? { columns: Number(Width), rows: Number(Height) } : undefined;
  } catch {
    return undefined;
  }
}

/** How a session ended: a Status, some of whose fields old clients do not send. */
export interface SessionStatus {
  readonly metadata?: object;
  readonly status?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** The exit code that the Status on channel 3 tells; throws when the command could not be run at all. */
export function exitCodeOf(json: string): number {
  const status = JSON.parse(json) as SessionStatus;
  if (status.status === "Success") return 0;
  const cause = status.details?.causes?.find(({ reason }) => reason === "ExitCode");
  const code = Number(cause?.message);
  if (cause && Number.isInteger(code)) return code;
  throw new ClusterError("InternalError", { says: status.message ?? "the command could not be run" });
}

/** The Status that ends a session, as Kubernetes' remotecommand writes it. */
export function statusOf(exitCode: number): SessionStatus {
  if (exitCode === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    reason: "NonZeroExitCode",
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
  };
}
