import { timingSafeEqual } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { forbiddenPath } from "@/server/access/policy";
import { gatewaySubject, nodeSubject, type Subject } from "@/server/cluster/subject";
import { createKubeApi } from "@/server/kubeapi/createKubeApi";
import type { Engine, Tools } from "./engine";

/** Opens the Kubernetes API on its local socket, for agents and the gateway, each known by its own token. */
export function openApiSocket(tools: Tools, engine: Engine): Promise<http.Server> {
  const { folders, clock, log } = tools;
  const { cluster, store, policy, tokens, accountOf } = engine;
  const known = readTokens(tools);
  const api = createKubeApi({
    ...{ cluster, clock, log },
    issuer: tokens,
    authenticate: async ({ headers: { authorization } }) =>
      subjectOf(known, authorization) ?? (await accountOf(bearerOf(authorization))),
    mayReach: async (subject, path) => {
      const asked = { verb: "get", path };
      if (!(await policy.authorisePath(subject, asked)).isAllowed) throw forbiddenPath(subject, asked);
    },
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
  const given = Buffer.from(bearerOf(authorization));
  return known.find(({ token }) => given.length === token.length && timingSafeEqual(given, token))?.subject;
}

function bearerOf(authorization: string | undefined): string {
  return /^Bearer (\S+)$/.exec(authorization ?? "")?.[1] ?? "";
}
