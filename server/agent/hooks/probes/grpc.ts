import { connect, constants } from "node:http2";
import { dialMessage } from "./http";
import type { Outcome } from "./verdict";

export interface GrpcTarget {
  readonly host: string;
  readonly port: number;
  readonly service: string;
}

const statusNames = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

/** gRPC's health checking protocol: https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
export function probeGrpc({ host, port, service }: GrpcTarget, timeoutMs: number): Promise<Outcome> {
  return new Promise((resolve) => {
    const session = connect(`http://${host}:${port}`);
    const finish = (isSuccess: boolean, message = "") => {
      session.destroy();
      resolve({ isSuccess, message });
    };
    const failed = `failed to connect service "${host}:${port}" within ${timeoutMs / 1000}s`;
    session.setTimeout(timeoutMs, () => finish(false, `timeout: ${failed}: context deadline exceeded`));
    session.once("error", (error) => finish(false, `error: ${dialMessage(error, host, port)}`));
    const stream = session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: "/grpc.health.v1.Health/Check",
      "content-type": "application/grpc",
      te: "trailers",
    });
    const pieces: Buffer[] = [];
    let code = "";
    const read = (headers: Record<string, unknown>) => {
      if (typeof headers["grpc-status"] === "string") code = headers["grpc-status"];
    };
    stream.on("response", read);
    stream.on("trailers", read);
    stream.on("data", (piece: Buffer) => pieces.push(piece));
    stream.once("error", (error) => finish(false, `error: ${error.message}`));
    stream.once("end", () => {
      if (code !== "" && code !== "0") return finish(false, `error: health rpc failed with status code ${code}`);
      const status = servingStatus(Buffer.concat(pieces));
      finish(status === 1, status === 1 ? "" : `service unhealthy (responded with "${statusNames[status] ?? status}")`);
    });
    stream.end(healthCheckRequest(service));
  });
}

/** `HealthCheckRequest { string service = 1 }`, in gRPC's frame: a flag and four bytes of length. */
export function healthCheckRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const message = name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x0a]), varint(name.length), name]);
  const frame = Buffer.alloc(5);
  frame.writeUInt32BE(message.length, 1);
  return Buffer.concat([frame, message]);
}

/** `HealthCheckResponse { ServingStatus status = 1 }`; an absent field is 0, UNKNOWN. */
function servingStatus(frame: Buffer): number {
  const message = frame.subarray(5);
  return message[0] === 0x08 ? (message[1] ?? 0) : 0;
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}
