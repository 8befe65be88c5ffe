import http from "node:http";

const patienceMs = 3_000;

/**
 * This machine's address on a Docker network, by the engine's API; undefined where there is no such network yet, or no
 * engine that answers. `engine` says where that is (a socket's path, or a host and port).
 */
export async function bridgeAddress(engine: http.RequestOptions, network: string): Promise<string | undefined> {
  const path = `/networks/${encodeURIComponent(network)}`;
  const text = await get({ ...engine, path }).catch(() => undefined);
  if (text === undefined) return undefined;
  const found: { IPAM?: { Config?: readonly { Gateway?: string }[] | null } } = JSON.parse(text);
  return found.IPAM?.Config?.[0]?.Gateway;
}

function get(options: http.RequestOptions): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const request = http.get({ ...options, agent: false, timeout: patienceMs }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.once("error", reject);
      response.once("end", () =>
        resolve(response.statusCode === 200 ? Buffer.concat(pieces).toString("utf8") : undefined),
      );
    });
    request.once("timeout", () => request.destroy(new Error("the Docker engine does not answer")));
    request.once("error", reject);
  });
}
