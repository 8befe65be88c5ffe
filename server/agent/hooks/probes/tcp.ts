import { connect } from "node:net";
import { dialMessage } from "./http";
import type { Outcome } from "./verdict";

/** Good when the port takes a connection. */
export function probeTcp(
  { host, port }: { readonly host: string; readonly port: number },
  timeoutMs: number,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: timeoutMs });
    const finish = (isSuccess: boolean, message = "") => {
      socket.destroy();
      resolve({ isSuccess, message });
    };
    socket.once("connect", () => finish(true));
    socket.once("timeout", () => finish(false, `dial tcp ${host}:${port}: i/o timeout`));
    socket.once("error", (error) => finish(false, dialMessage(error, host, port)));
  });
}
