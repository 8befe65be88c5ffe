import { ClusterError } from "@/server/lib/errors";

/** Kubernetes' `v5.channel.k8s.io`: the first byte of a message is its channel; 255 closes the channel that follows. */
export const Channel = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4, close: 255 } as const;

export function frame(channel: number, payload: Uint8Array): Uint8Array {
  const message = new Uint8Array(payload.length + 1);
  message[0] = channel;
  message.set(payload, 1);
  return message;
}

export function unframe(message: Uint8Array): { channel: number; payload: Uint8Array } {
  return { channel: message[0] ?? -1, payload: message.subarray(1) };
}

interface ExecStatus {
  readonly status?: string;
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly reason?: string; readonly message?: string }[] };
}

/** The exit code that the Status on channel 3 tells; throws when the command could not be run at all. */
export function exitCodeOf(json: string): number {
  const status = JSON.parse(json) as ExecStatus;
  if (status.status === "Success") return 0;
  const cause = status.details?.causes?.find(({ reason }) => reason === "ExitCode");
  const code = Number(cause?.message);
  if (cause && Number.isInteger(code)) return code;
  throw new ClusterError("InternalError", { says: status.message ?? "the command could not be run" });
}

/** The Status that ends a session, as Kubernetes' remotecommand writes it. */
export function statusOf(exitCode: number): object {
  if (exitCode === 0) return { metadata: {}, status: "Success" };
  return {
    metadata: {},
    status: "Failure",
    reason: "NonZeroExitCode",
    message: `command terminated with non-zero exit code: exit status ${exitCode}`,
    details: { causes: [{ reason: "ExitCode", message: String(exitCode) }] },
  };
}
