// How the small commands talk to a running supervisor.
import http from "node:http";
import net from "node:net";

/** Whether somebody answers at this socket. */
export function answers(socketPath) {
  return new Promise((resolve) => {
    const socket = net.connect(socketPath, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** One request; resolves with the status once the answer ended. */
export function ask(socketPath, method, url, onText = () => {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ socketPath, method, path: url }, (response) => {
      response
        .setEncoding("utf8")
        .on("data", onText)
        .once("end", () => resolve(response.statusCode))
        .once("error", reject);
    });
    request.once("error", reject).end();
  });
}
