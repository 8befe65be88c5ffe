import { request } from "node:http";
import type { GatewayDoor } from "./context";

/** The gateway's own socket: `POST /endpoints/withdraw {podUid}`. Rejects at once when nobody listens there. */
export function gatewayAt(socketPath: string, token: () => string, timeoutMs = 3_000): GatewayDoor {
  return {
    withdraw: ({ uid }) =>
      new Promise((resolve, reject) => {
        const body = JSON.stringify({ podUid: uid });
        const headers = {
          authorization: `Bearer ${token()}`,
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        };
        const options = {
          socketPath,
          path: "/endpoints/withdraw",
          method: "POST",
          headers,
          timeout: timeoutMs,
          agent: false,
        };
        const sent = request(options, (response) => {
          response.resume();
          const status = response.statusCode ?? 500;
          if (status < 300) response.once("end", resolve);
          else reject(new Error(`the gateway answered ${status}`));
        });
        sent.once("timeout", () => sent.destroy(new Error("the gateway does not answer")));
        sent.once("error", reject);
        sent.end(body);
      }),
  };
}
