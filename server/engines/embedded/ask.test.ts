import { beforeEach, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { gatewaySubject, nodeSubject, type Subject, systemSubject } from "@/server/cluster/subject";
import { aRoleBinding } from "@/server/objects/builders/rbacBuilders";
import type { Manifest } from "@/server/objects/types";
import { type TestEngine, testEngine } from "./testEngine";

const ann: Subject = { name: "ann@example.com", groups: ["pilothouse:viewer", "system:authenticated"] };
const admin: Subject = { name: "ada@example.com", groups: ["pilothouse:admin", "system:authenticated"] };
const authorization = "authorization.k8s.io/v1";
const authentication = "authentication.k8s.io/v1";
const question = (apiVersion: string, kind: string, spec: object = {}): Manifest => ({
  apiVersion,
  kind,
  metadata: {},
  spec,
});

let engine: TestEngine;
let platform: Cluster;

beforeEach(async () => {
  engine = testEngine();
  platform = engine.cluster.as(systemSubject("test"));
  for (const name of ["default", "shop"])
    await platform.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
  for (const name of ["default", "robot"])
    await platform.create("ServiceAccount", {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name, namespace: "shop" },
    });
});

describe("a review", () => {
  const mine = (resourceAttributes: object) =>
    question(authorization, "SelfSubjectAccessReview", { resourceAttributes });

  it("of oneself answers as the verbs would, and says by what", async () => {
    const viewer = engine.cluster.as(ann);
    const asked = { verb: "list", resource: "pods", namespace: "shop" };
    expect((await viewer.ask(mine(asked))).status).toEqual({
      allowed: true,
      reason:
        'RBAC: allowed by ClusterRoleBinding "pilothouse:viewer" of ClusterRole "viewer" to Group "pilothouse:viewer"',
    });
    expect((await viewer.ask(mine({ ...asked, resource: "secrets" }))).status).toEqual({ allowed: false });
    const path = { nonResourceAttributes: { verb: "get", path: "/version" } };
    expect((await viewer.ask(question(authorization, "SelfSubjectAccessReview", path))).status).toMatchObject({
      allowed: true,
    });
    await expect(viewer.ask(question(authorization, "SelfSubjectAccessReview"))).rejects.toMatchObject({
      reason: "Invalid",
      says: '.authorization.k8s.io "" is invalid: spec: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
    });
  });

  it("lists the rules that one has in a namespace", async () => {
    const review = question(authorization, "SelfSubjectRulesReview", { namespace: "shop" });
    const { status } = await engine.cluster.as(ann).ask(review);
    expect(status).toMatchObject({ incomplete: false });
    expect(JSON.stringify(status)).toContain('"pods/log"');
    await expect(engine.cluster.as(ann).ask(question(authorization, "SelfSubjectRulesReview"))).rejects.toThrow(
      "no namespace on request",
    );
  });

  it("tells who one is", async () => {
    const { status } = await engine.cluster.as(ann).ask(question(authentication, "SelfSubjectReview"));
    expect(status).toEqual({ userInfo: { username: ann.name, groups: ann.groups } });
  });

  it("of others needs a right of its own", async () => {
    const spec = { user: "bob", resourceAttributes: { verb: "get", resource: "pods", namespace: "shop" } };
    for (const [kind, at] of [
      ["SubjectAccessReview", {}],
      ["LocalSubjectAccessReview", { namespace: "shop" }],
    ] as const) {
      const asked = question(authorization, kind, spec);
      await expect(engine.cluster.as(ann).ask(asked, at)).rejects.toMatchObject({ reason: "Forbidden" });
      expect((await engine.cluster.as(admin).ask(asked, at)).status).toEqual({ allowed: false });
    }
    const token = question(authentication, "TokenReview", { token: "abc" });
    await expect(engine.cluster.as(ann).ask(token)).rejects.toMatchObject({ reason: "Forbidden" });
    expect((await engine.cluster.as(admin).ask(token)).status).toEqual({ user: {}, error: "invalid bearer token" });
  });

  it("in one namespace is about that namespace", async () => {
    const spec = { user: "bob", resourceAttributes: { verb: "get", resource: "pods", namespace: "default" } };
    await expect(
      engine.cluster.as(admin).ask(question(authorization, "LocalSubjectAccessReview", spec), { namespace: "shop" }),
    ).rejects.toThrow(/must match metadata.namespace/);
  });

  it("of nothing that there is, is refused", async () => {
    for (const asked of [
      question("v1", "Pod"),
      question(authorization, "constructor"),
      question("x/v1", "TokenReview"),
    ])
      await expect(engine.cluster.as(admin).ask(asked)).rejects.toMatchObject({ reason: "BadRequest" });
  });
});

describe("a TokenRequest", () => {
  const request = (spec: object = {}) => question(authentication, "TokenRequest", spec);
  const robot = { namespace: "shop", name: "robot" };
  const runPod = async (name: string, node: string) => {
    const { metadata } = await platform.create("Pod", {
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "shop" },
      spec: { serviceAccountName: "robot", containers: [{ name: "c", image: "x", command: ["sleep"] }] },
    });
    await platform.bind(robot && { namespace: "shop", name }, node);
    return { boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid: metadata.uid } };
  };

  it("is answered with a token that a TokenReview knows, and the account has what is bound to it", async () => {
    const { status, spec } = await engine.cluster.as(admin).ask(request(), robot);
    expect(spec).toMatchObject({ expirationSeconds: 3600 });
    const { token } = status as { token: string };
    const review = await engine.cluster.as(admin).ask(question(authentication, "TokenReview", { token }));
    expect(review.status).toMatchObject({
      authenticated: true,
      user: { username: "system:serviceaccount:shop:robot" },
    });
    const who = {
      name: "system:serviceaccount:shop:robot",
      groups: ["system:serviceaccounts", "system:authenticated"],
    };
    const account = engine.cluster.as(who);
    await expect(account.list("Pod", { namespace: "shop" })).rejects.toMatchObject({ reason: "Forbidden" });
    const { roleRef, subjects } = aRoleBinding("shop", "view", { kind: "ServiceAccount", name: "robot" });
    const metadata = { name: "robot", namespace: "shop" };
    const apiVersion = "rbac.authorization.k8s.io/v1";
    await platform.create("RoleBinding", {
      apiVersion,
      kind: "RoleBinding",
      metadata,
      roleRef: { ...roleRef, name: "viewer" },
      subjects,
    });
    await expect.poll(() => account.can("list", "Pod", { namespace: "shop" })).toBe(true);
    expect(await account.can("list", "Pod", { namespace: "default" })).toBe(false);
  });

  it("is written down, without the token", async () => {
    const { status } = await engine.cluster.as(admin).ask(request(), robot);
    expect(engine.entries).toMatchObject([{ verb: "token", kind: "ServiceAccount", ...robot, outcome: "succeeded" }]);
    expect(JSON.stringify(engine.entries)).not.toContain((status as { token: string }).token);
  });

  it("is refused in Kubernetes' words for a short time, an account or a bound object that is not there", async () => {
    const ask = (spec: object, at = robot) => engine.cluster.as(admin).ask(request(spec), at);
    await expect(ask({ expirationSeconds: 5 })).rejects.toThrow(/may not specify a duration less than 10 minutes/);
    await expect(ask({}, { ...robot, name: "nope" })).rejects.toThrow('serviceaccounts "nope" not found');
    const bound = (kind: string) => ({ boundObjectRef: { apiVersion: "v1", kind, name: "nope" } });
    await expect(ask(bound("Pod"))).rejects.toThrow('pods "nope" not found');
    await expect(ask(bound("ConfigMap"))).rejects.toThrow("cannot bind token to object of type /v1, Kind=ConfigMap");
  });

  it("is an agent's for the very pods of its node, and for nothing else", async () => {
    const [mine, theirs] = [await runPod("mine", "node-1"), await runPod("theirs", "node-2")];
    const agent = engine.cluster.as(nodeSubject("node-1"));
    expect((await agent.ask(request(mine), robot)).status).toHaveProperty("token");
    const wrong = [{}, theirs, { boundObjectRef: { ...mine.boundObjectRef, uid: undefined } }];
    for (const spec of wrong)
      await expect(agent.ask(request(spec), robot)).rejects.toMatchObject({ reason: "Forbidden" });
    await expect(agent.ask(request(mine), { ...robot, name: "default" })).rejects.toMatchObject({
      reason: "Forbidden",
    });
    for (const subject of [gatewaySubject, ann, nodeSubject("node-3")])
      await expect(engine.cluster.as(subject).ask(request(mine), robot)).rejects.toMatchObject({ reason: "Forbidden" });
  });
});
