import { timingSafeEqual } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import { type ApiTokens, holderSubject } from "@/server/access/apiTokens";
import { impersonated } from "@/server/access/impersonation";
import { forbiddenPath } from "@/server/access/policy";
import { gatewaySubject, nodeSubject, type Subject } from "@/server/cluster/subject";
import { createKubeApi, type KubeApi } from "@/server/kubeapi/createKubeApi";
import type { Engine, Tools } from "./engine";
import { cutWhenRevoked } from "./tokenConnections";

interface Behind extends Pick<Engine, "cluster" | "store" | "policy" | "issuer" | "accountOf"> {
  readonly tokens: Pick<ApiTokens, "of" | "onRevoked">;
}

/** The Kubernetes API, one for all its doors: whoever asks is known by a token, the platform's parts by their files'. */
export function createApi(tools: Pick<Tools, "clock" | "log" | "folders">, behind: Behind): KubeApi {
  const { cluster, store, policy, tokens, issuer, accountOf } = behind;
  const { clock, log } = tools;
  const known = readTokens(tools);
  const hold = cutWhenRevoked(tokens, clock);
  return createKubeApi({
    cluster,
    clock,
    log,
    issuer,
    mayReach: async (subject, path) => {
      const asked = { verb: "get", path };
      if (!(await policy.authorisePath(subject, asked)).isAllowed) throw forbiddenPath(subject, asked);
    },
    authenticate: async (request) => {
      const asker = await askerOf(request);
      return asker && impersonated(asker, request.headersDistinct, policy);
    },
    epoch: () => store.status().epoch,
    isReady: () => store.status().isWritable,
  });

  async function askerOf({ headers, socket }: http.IncomingMessage): Promise<Subject | undefined> {
    const via = socket.remoteAddress?.replace(/^::ffff:/, "") ?? "api.sock";
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
    if (token === undefined) return undefined;
    const part = partOf(known, token);
    if (part) return { ...part, via };
    const account = await accountOf(token);
    if (account) return { ...account, via };
    const holder = await tokens.of(token, via);
    if (!holder) return undefined;
    hold(socket, holder);
    return holderSubject(holder, via);
  }
}

/** Opens the API on its local socket, for agents and the gateway. */
export function openApiSocket({ folders }: Tools, api: KubeApi): Promise<http.Server> {
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
const localAdministrator: Subject = {
  name: "local-administrator",
  groups: ["pilothouse:admin", "system:authenticated"],
};

interface Known {
  readonly token: Buffer;
  readonly subject: Subject;
}

/** The tokens that the supervisor made, each for the part that its file is named after. */
function readTokens({ folders }: Pick<Tools, "folders">): Known[] {
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

function partOf(known: readonly Known[], token: string): Subject | undefined {
  const given = Buffer.from(token);
  return known.find(({ token }) => given.length === token.length && timingSafeEqual(given, token))?.subject;
}
