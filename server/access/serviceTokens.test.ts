import { beforeEach, describe, expect, it } from "vitest";
import { systemRandom } from "@/server/lib/random";
import { aPod, aServiceAccount } from "@/server/objects/builders";
import type { KubeObject } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { newSigningKey } from "@/server/testing/signingKey";
import { signJwt } from "./jwt";
import { defaultIssuer, ServiceTokens } from "./serviceTokens";

const key = newSigningKey();
const account = aServiceAccount("robot").build();
const pod = aPod("web").build();
const claims = {
  namespace: "default",
  account: { name: "robot", uid: account.metadata.uid },
  bound: { kind: "Pod", name: "web", uid: pod.metadata.uid },
  audiences: [defaultIssuer],
  expiresInSeconds: 600,
} as const;

let clock: FakeClock;
let tokens: ServiceTokens;
let there: Map<string, KubeObject>;

beforeEach(() => {
  clock = new FakeClock(Date.parse("2026-01-01T00:00:00Z"));
  tokens = new ServiceTokens({ key, clock, random: systemRandom });
  there = new Map<string, KubeObject>([
    ["serviceaccounts/robot", account],
    ["pods/web", pod],
  ]);
});
const verify = (token: string, audiences: readonly string[] = [defaultIssuer]) =>
  tokens.verify(token, audiences, async (resource, { name }) => there.get(`${resource}/${name}`));

describe("a service account's token", () => {
  it("says whose it is, with the groups of accounts and the pod that it is bound to", async () => {
    const { token, expiresAtMs } = tokens.make(claims);
    expect(expiresAtMs).toBe(clock.now() + 600_000);
    expect(await verify(token)).toMatchObject({
      audiences: [defaultIssuer],
      subject: {
        name: "system:serviceaccount:default:robot",
        uid: account.metadata.uid,
        groups: ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"],
        extra: { "authentication.kubernetes.io/pod-name": ["web"] },
      },
    });
  });

  it("is nobody's once its time is over, or for another audience", async () => {
    const { token } = tokens.make(claims);
    expect(await verify(token, ["vault"])).toMatch(/invalid for the target audiences \["vault"\]/);
    await clock.advance(600_001);
    expect(await verify(token)).toMatch(/expired/);
  });

  it("is nobody's once its account or its pod is gone, or another of that name", async () => {
    const { token } = tokens.make(claims);
    const other = { ...pod, metadata: { ...pod.metadata, uid: "another" } };
    for (const [at, object, says] of [
      ["pods/web", undefined, "pod web has been deleted"],
      ["pods/web", other, "pod web has been deleted"],
      ["serviceaccounts/robot", undefined, "service account default/robot has been deleted"],
      ["serviceaccounts/robot", other, "service account default/robot has been deleted"],
    ] as const) {
      const before = there.get(at);
      if (object) there.set(at, object);
      else there.delete(at);
      expect(await verify(token)).toBe(says);
      if (before) there.set(at, before);
    }
    expect(await verify(token)).toMatchObject({ subject: { name: "system:serviceaccount:default:robot" } });
  });

  it("lets a pod that is being ended finish, for a minute", async () => {
    const { token } = tokens.make(claims);
    const deletionTimestamp = new Date(clock.now()).toISOString();
    there.set("pods/web", { ...pod, metadata: { ...pod.metadata, deletionTimestamp } });
    await clock.advance(59_000);
    expect(await verify(token)).toHaveProperty("subject");
    await clock.advance(2_000);
    expect(await verify(token)).toBe("pod web has been deleted");
  });

  it("cannot be forged: unsigned, by another key, changed, with another algorithm, of another issuer", async () => {
    const { token } = tokens.make(claims);
    const [head = "", body = "", signature = ""] = token.split(".");
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const told = JSON.parse(Buffer.from(body, "base64url").toString());
    const kube = { ...told["kubernetes.io"], serviceaccount: { name: "default", uid: "x" } };
    const forged = [
      `${encode({ alg: "none", kid: key.id })}.${body}.`,
      `${encode({ alg: "none", kid: key.id })}.${body}.${signature}`,
      `${encode({ alg: "HS256", kid: key.id })}.${body}.${signature}`,
      `${head}.${encode({ ...told, "kubernetes.io": kube })}.${signature}`,
      `${head}.${encode({ ...told, exp: told.exp + 1 })}.${signature}`,
      signJwt(newSigningKey(), told),
      signJwt({ ...newSigningKey(), id: key.id }, told),
      signJwt(key, { ...told, iss: "https://example.com" }),
      `${head}.${body}`,
      "nothing",
      "..",
    ];
    for (const text of forged) expect(await verify(text)).toBe("invalid bearer token");
  });

  it("can be checked by others with the published key", () => {
    expect(tokens.keys).toMatchObject({ keys: [{ kty: "EC", crv: "P-256", alg: "ES256", use: "sig", kid: key.id }] });
    expect(JSON.stringify(tokens.keys)).not.toContain('"d"');
    expect(tokens.configuration).toMatchObject({ issuer: defaultIssuer, jwks_uri: `${defaultIssuer}/openid/v1/jwks` });
  });
});
