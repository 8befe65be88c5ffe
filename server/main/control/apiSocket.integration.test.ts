import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ServiceTokens } from "@/server/access/serviceTokens";
import { systemSubject } from "@/server/cluster/subject";
import { testEngine } from "@/server/engines/embedded/testEngine";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { ensureToken, foldersOf, makeFolders } from "@/server/supervisor/folders";
import { newSigningKey } from "@/server/testing/signingKey";
import { createApi } from "./apiSocket";

const tools = { clock: systemClock, random: systemRandom, log: silentLog };
let folder = "";
let server: http.Server;
let engine: ReturnType<typeof testEngine>;
let tokens: Readonly<Record<string, string>>;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "ph-door-"));
  const folders = foldersOf({ dataDir: folder });
  makeFolders(folders);
  tokens = { admin: ensureToken(folders, "admin"), "node-1": ensureToken(folders, "node-1") };
  engine = testEngine();
  const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } };
  await engine.cluster.as(systemSubject("test")).create("Namespace", namespace);
  const api = createApi(
    { ...tools, folders },
    {
      ...engine,
      issuer: new ServiceTokens({ ...tools, key: newSigningKey() }),
      accountOf: async () => undefined,
      tokens: { of: async () => undefined, onRevoked: () => () => {} },
    },
  );
  server = http.createServer(api.listener).on("upgrade", api.upgrade);
  await new Promise<void>((resolve) => server.listen(path.join(folder, "door.sock"), resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  engine.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly as?: string;
  readonly token?: string;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask(method: string, url: string, { as, token = "admin", body, headers }: Asked): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const asked = {
      authorization: `Bearer ${tokens[token]}`,
      ...headers,
      ...(as && { "impersonate-user": as }),
      ...(body && { "content-type": "application/json" }),
    };
    const options = { socketPath: path.join(folder, "door.sock"), method, path: url, headers: asked, agent: false };
    const request = http.request(options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      response.once("end", () => resolve([response.statusCode ?? 0, text]));
    });
    request.once("error", reject).end(body && JSON.stringify(body));
  });
}

const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
const access = (verb: string) => ({
  apiVersion: "authorization.k8s.io/v1",
  kind: "SelfSubjectAccessReview",
  spec: { resourceAttributes: { verb, resource: "pods", namespace: "default" } },
});
const reviews = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
const canI = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const pods = "/api/v1/namespaces/default/pods";
const upgrade = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" };

it("answers whoever speaks as somebody else as that one: requests, whoami, can-i and streams", async () => {
  expect((await ask("GET", pods, {}))[0]).toBe(200);
  const refused = await ask("GET", pods, { as: "alice" });
  expect(refused).toEqual([403, expect.stringContaining('User \\"alice\\" cannot list resource \\"pods\\"')]);
  const [code, who] = await ask("POST", reviews, { as: "alice", body: review });
  expect([code, JSON.parse(who).status.userInfo]).toEqual([
    201,
    { username: "alice", groups: ["system:authenticated"] },
  ]);
  expect(JSON.parse((await ask("POST", canI, { body: access("list") }))[1]).status.allowed).toBe(true);
  expect(JSON.parse((await ask("POST", canI, { as: "alice", body: access("list") }))[1]).status.allowed).toBe(false);
  const stream = await ask("GET", `${pods}/web/exec?command=sh`, {
    as: "alice",
    headers: { ...upgrade, "sec-websocket-key": "x3JJHMbDL1EzLkh9GBhXDw==" },
  });
  expect(stream).toEqual([403, expect.stringContaining('User \\"alice\\" cannot')]);
});

it("refuses to let an agent speak as anybody else", async () => {
  const refused = await ask("GET", pods, { as: "alice", token: "node-1" });
  expect(refused).toEqual([403, expect.stringContaining('User \\"system:node:node-1\\" cannot impersonate')]);
});
