import { timingSafeEqual } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import type { Cluster } from "@/server/cluster/cluster";
import { gatewaySubject, nodeSubject, type Subject } from "@/server/cluster/subject";
import { createKubeApi } from "@/server/kubeapi/createKubeApi";
import type { Store } from "@/server/store/store";
import type { Tools } from "./engine";

/** Opens the Kubernetes API on its local socket, for agents and the gateway, each known by its own token. */
export function openApiSocket(tools: Tools, cluster: Cluster, store: Store): Promise<http.Server> {
  const { folders, clock, log } = tools;
  const known = readTokens(tools);
  const api = createKubeApi({
    ...{ cluster, clock, log },
    authenticate: async (request) => subjectOf(known, request.headers.authorization),
    epoch: () => store.status().epoch,
    isReady: () => store.status().isWritable,
  });
  const socketPath = folders.socket("api");
  fs.rmSync(socketPath, { force: true });
  const server = http.createServer({ requestTimeout: 0 }, api.listener).on("upgrade", api.upgrade);
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(socketPath, () => {
      fs.chmodSync(socketPath, 0o600);
      resolve(server);
    });
  });
}

/** Whoever can read the data folder may do what an administrator may, and is audited as one. */
const localAdministrator: Subject = { name: "local-administrator", groups: ["pilothouse:admin"], via: "api.sock" };

interface Known {
  readonly token: Buffer;
  readonly subject: Subject;
}

/** The tokens that the supervisor made, each for the part that its file is named after. */
function readTokens({ folders }: Tools): Known[] {
  return fs.readdirSync(folders.tokens).flatMap((name) => {
    const subject = subjectNamed(name);
    return subject ? [{ token: fs.readFileSync(folders.token(name)), subject }] : [];
  });
}

function subjectNamed(name: string): Subject | undefined {
  if (name === "gateway") return gatewaySubject;
  if (name === "admin") return localAdministrator;
  return /^node-\d+$/.test(name) ? nodeSubject(name) : undefined;
}

function subjectOf(known: readonly Known[], authorization: string | undefined): Subject | undefined {
  const given = Buffer.from(/^Bearer (\S+)$/.exec(authorization ?? "")?.[1] ?? "");
  return known.find(({ token }) => given.length === token.length && timingSafeEqual(given, token))?.subject;
}
