import http from "node:http";
import { messageOf } from "@/server/lib/errors";
import type { Tools } from "./engine";

const mostMs = 60_000;

/** Asks the supervisor to end a lost node's pods. Without its confirmation nothing is known, and nothing replaced. */
export function fenceBySupervisor({ folders, log }: Tools): (node: string) => Promise<"fenced" | "unknown"> {
  return (node) =>
    new Promise((resolve) => {
      const options = {
        socketPath: folders.socket("supervisor"),
        method: "POST",
        path: `/fence/${node}`,
        timeout: mostMs,
      };
      const request = http.request(options, (response) => {
        response.resume().once("end", () => resolve(response.statusCode === 200 ? "fenced" : "unknown"));
      });
      request.once("timeout", () => request.destroy());
      request.once("error", (error) => {
        log.warn({ node, error: messageOf(error) }, "the supervisor could not be asked to end a lost node's pods");
        resolve("unknown");
      });
      request.end();
    });
}
