import fs from "node:fs";
import http from "node:http";
import type { GatewayCounts } from "@/server/monitoring/traffic";
import type { Tools } from "./engine";

const mostMs = 2_000;

/** Asks the gateway process what it has carried; rejects when it is away. */
export function gatewayStats({ folders }: Tools): () => Promise<GatewayCounts> {
  return () =>
    new Promise((resolve, reject) => {
      const authorization = `Bearer ${fs.readFileSync(folders.token("gateway"), "utf8")}`;
      const options = { socketPath: folders.socket("gateway"), path: "/stats", headers: { authorization } };
      const request = http.get({ ...options, timeout: mostMs }, (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        response.once("end", () => {
          if (response.statusCode === 200) resolve(JSON.parse(text) as GatewayCounts);
          else reject(new Error(`the gateway answered ${response.statusCode}`));
        });
      });
      request.once("timeout", () => request.destroy(new Error(`no answer within ${mostMs} ms`)));
      request.once("error", reject);
    });
}
