import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { type TestEngine, testEngine } from "@/server/engines/embedded/testEngine";
import { maxBodyBytes } from "./body";
import { type Answer, type TestApi, testApi } from "./testApi";

let engine: TestEngine;
let api: TestApi;
const configs = "/api/v1/namespaces/default/configmaps";
const config = (name: string, data: object = {}) => ({ metadata: { name }, data });

beforeEach(async () => {
  engine = testEngine();
  const admin = engine.cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  api = await testApi(engine.cluster);
});
afterEach(() => api.close());

const deployment = {
  metadata: { name: "web" },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "main", image: "web" }] } },
  },
};
const deployments = "/apis/apps/v1/namespaces/default/deployments";

function status(answer: Answer) {
  const { kind, status, reason, code } = answer.json;
  expect({ kind, status, code }).toEqual({ kind: "Status", status: "Failure", code: answer.code });
  return `${code} ${reason}`;
}

describe("the Kubernetes API", () => {
  it("creates with 201, answers with the kind that the path says, and lists", async () => {
    const created = await api.ask("POST", configs, { body: config("a", { x: "1" }) });
    expect([created.code, created.json.kind, created.json.apiVersion]).toEqual([201, "ConfigMap", "v1"]);
    const list = await api.ask("GET", configs);
    expect(list.json).toMatchObject({ kind: "ConfigMapList", apiVersion: "v1", items: [{ data: { x: "1" } }] });
    expect(list.headers["pilothouse-epoch"]).toBe("1");
  });

  it("refuses who may not write before it reads what was sent", async () => {
    api.subjects.set("eve", { name: "eve@example.com", groups: [] });
    const headers = { authorization: "Bearer eve", "content-type": "application/json" };
    const depth = 60_000;
    const body = `${'{"a":1,"a":'.repeat(depth)}1${"}".repeat(depth)}`;
    const asked = (method: string, url: string, type = "application/json") =>
      api.ask(method, url, { body, headers: { ...headers, "content-type": type } });
    expect(status(await asked("POST", configs))).toBe("403 Forbidden");
    expect(status(await asked("PUT", `${configs}/a`))).toBe("403 Forbidden");
    expect(status(await asked("PATCH", `${configs}/a`, "application/merge-patch+json"))).toBe("403 Forbidden");
    expect(status(await asked("DELETE", `${configs}/a`))).toBe("403 Forbidden");
    expect(engine.entries.map(({ verb, outcome }) => `${verb} ${outcome}`).slice(-4)).toEqual(
      ["create", "update", "patch", "delete"].map((verb) => `${verb} refused`),
    );
    expect(status(await api.ask("POST", configs, { body, headers: { "content-type": "application/json" } }))).toBe(
      "400 BadRequest",
    );
  });

  it("answers every failure with a Status object", async () => {
    await api.ask("POST", configs, { body: config("a") });
    expect(status(await api.ask("POST", configs, { body: config("a") }))).toBe("409 AlreadyExists");
    expect(status(await api.ask("GET", `${configs}/b`))).toBe("404 NotFound");
    expect(status(await api.ask("GET", "/api/v1/sandwiches"))).toBe("404 NotFound");
    expect(status(await api.ask("GET", "/apis/apps/v1beta1/deployments"))).toBe("404 NotFound");
    expect(status(await api.ask("GET", "/api/v1/namespaces/default/nodes"))).toBe("404 NotFound");
    expect(status(await api.ask("GET", `${configs}/a/scale`))).toBe("404 NotFound");
    expect(status(await api.ask("PUT", configs, { body: {} }))).toBe("405 MethodNotAllowed");
    expect(status(await api.ask("GET", configs, { headers: { authorization: "Bearer nobody" } }))).toBe(
      "401 Unauthorized",
    );
    expect(status(await api.ask("GET", configs, { headers: { accept: "application/vnd.kubernetes.protobuf" } }))).toBe(
      "406 NotAcceptable",
    );
    expect(status(await api.ask("GET", `${configs}?limit=x`))).toBe("400 BadRequest");
    expect(status(await api.ask("GET", `${configs}?labelSelector=a%20in%20(`))).toBe("400 BadRequest");
    expect(status(await api.ask("GET", `${configs}/%E0%A4%A`))).toBe("404 NotFound");
  });

  it("names what a Status is about, and the fields that are wrong", async () => {
    const missing = await api.ask("GET", `${deployments}/web`);
    expect(missing.json).toMatchObject({
      message: 'deployments.apps "web" not found',
      details: { name: "web", group: "apps", kind: "deployments" },
    });
    const body = { ...deployment, spec: { ...deployment.spec, replicas: -1 } };
    const invalid = await api.ask("POST", deployments, { body });
    expect(status(invalid)).toBe("422 Invalid");
    expect(invalid.json.details).toMatchObject({ causes: [{ reason: "FieldValueInvalid", field: "spec.replicas" }] });
  });

  it("refuses a body that is too large, no JSON, no object, or about another object", async () => {
    const big = config("a", { x: "x".repeat(maxBodyBytes) });
    expect(status(await api.ask("POST", configs, { body: big }))).toBe("413 RequestEntityTooLarge");
    expect(status(await api.ask("POST", configs, { body: "{nonsense" }))).toBe("400 BadRequest");
    expect(status(await api.ask("POST", configs, { body: "[]" }))).toBe("400 BadRequest");
    expect(status(await api.ask("POST", configs, { body: "{}" }))).toMatch(/^4\d\d/);
    const unknown = { body: "kind: ConfigMap", headers: { "content-type": "text/plain" } };
    expect(status(await api.ask("POST", configs, unknown))).toBe("415 UnsupportedMediaType");
    const elsewhere = { metadata: { name: "a", namespace: "other" } };
    expect(status(await api.ask("POST", configs, { body: elsewhere }))).toBe("400 BadRequest");
    expect(status(await api.ask("POST", configs, { body: { kind: "Secret", metadata: { name: "a" } } }))).toBe(
      "400 BadRequest",
    );
    await api.ask("POST", configs, { body: config("a") });
    expect(status(await api.ask("PUT", `${configs}/a`, { body: config("b") }))).toBe("400 BadRequest");
    expect((await api.ask("GET", configs)).json.items).toHaveLength(1);
  });

  it("takes the three kinds of patches, and says 415 to any other", async () => {
    await api.ask("POST", deployments, { body: deployment });
    const patch = (type: string, body: unknown) =>
      api.ask("PATCH", `${deployments}/web`, { body, headers: { "content-type": type } });
    const template = { spec: { containers: [{ name: "side", image: "log" }] } };
    expect((await patch("application/merge-patch+json", { spec: { paused: true } })).code).toBe(200);
    const joined = await patch("application/strategic-merge-patch+json", { spec: { template } });
    expect(joined.json.spec).toMatchObject({ paused: true, template: { spec: { containers: { length: 2 } } } });
    expect((await patch("application/json-patch+json", [{ op: "remove", path: "/spec/paused" }])).code).toBe(200);
    for (const type of ["application/json", "application/apply-patch+cbor", "text/plain"])
      expect(status(await patch(type, { spec: {} }))).toBe("415 UnsupportedMediaType");
    expect(status(await patch("application/merge-patch+json", []))).toBe("400 BadRequest");
  });

  it("reads and writes the scale as a Scale", async () => {
    await api.ask("POST", deployments, { body: deployment });
    const scale = await api.ask("GET", `${deployments}/web/scale`);
    expect(scale.json).toMatchObject({
      kind: "Scale",
      apiVersion: "autoscaling/v1",
      spec: { replicas: 1 },
      status: { selector: "app=web" },
    });
    const body = { ...scale.json, spec: { replicas: 4 } };
    expect((await api.ask("PUT", `${deployments}/web/scale`, { body })).json).toMatchObject({
      kind: "Scale",
      spec: { replicas: 4 },
    });
    expect((await api.ask("GET", `${deployments}/web`)).json.spec).toMatchObject({ replicas: 4 });
    expect(status(await api.ask("PUT", `${deployments}/web/scale`, { body }))).toBe("409 Conflict");
  });

  it("deletes by options in the body or the query, and answers as Kubernetes does", async () => {
    const { json } = await api.ask("POST", configs, { body: config("a") });
    const wrong = { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "another" } };
    expect(status(await api.ask("DELETE", `${configs}/a`, { body: wrong }))).toBe("409 Conflict");
    expect((await api.ask("DELETE", `${configs}/a?dryRun=All`)).code).toBe(200);
    expect(status(await api.ask("DELETE", `${configs}/a?propagationPolicy=Sometimes`))).toBe("422 Invalid");
    const { uid } = json.metadata as { uid: string };
    expect((await api.ask("DELETE", `${configs}/a`)).json).toMatchObject({
      kind: "Status",
      status: "Success",
      details: { name: "a", kind: "configmaps", uid },
    });
  });

  it("tells what there is: groups, versions, resources and their subresources", async () => {
    expect((await api.ask("GET", "/api")).json).toMatchObject({ kind: "APIVersions", versions: ["v1"] });
    const { groups } = (await api.ask("GET", "/apis")).json as { groups: { name: string }[] };
    expect(groups.map((group) => group.name)).toEqual(
      expect.arrayContaining(["apps", "batch", "gateway.networking.k8s.io"]),
    );
    expect((await api.ask("GET", "/apis/apps")).json).toMatchObject({
      kind: "APIGroup",
      preferredVersion: { groupVersion: "apps/v1" },
    });
    const { resources } = (await api.ask("GET", "/apis/apps/v1")).json as {
      resources: { name: string; kind: string }[];
    };
    expect(resources.map((one) => `${one.name} ${one.kind}`)).toEqual(
      expect.arrayContaining(["deployments Deployment", "deployments/status Deployment", "deployments/scale Scale"]),
    );
    expect((await api.ask("GET", "/version")).json).toMatchObject({ major: "1" });
    for (const path of ["/healthz", "/livez", "/readyz"])
      expect((await api.ask("GET", path, { headers: { authorization: "" } })).text).toBe("ok");
  });

  it("tells each check of its health to whoever asks", async () => {
    const anybody = { headers: { authorization: "" } };
    const verbose = await api.ask("GET", "/readyz?verbose", anybody);
    expect([verbose.code, verbose.text]).toEqual([200, "[+]ping ok\n[+]store ok\nreadyz check passed\n"]);
    expect((await api.ask("GET", "/readyz/store", anybody)).text).toBe("ok");
    expect((await api.ask("GET", "/readyz/engine", anybody)).code).toBe(401);
  });

  it("tells its figures", async () => {
    await api.ask("GET", configs);
    const { text } = await api.ask("GET", "/metrics");
    expect(text).toMatch(/apiserver_request_total{verb="LIST",[^}]*resource="configmaps",[^}]*code="200"} 1\n/);
    expect(text).toMatch(/process_resident_memory_bytes \d+\n/);
  });

  it("lets one reach the paths that the policy says, whatever else that one may", async () => {
    api.subjects.set("bob", { name: "bob@example.com", groups: [] });
    api.reaches = ({ name }, path) => name !== "bob@example.com" || path === "/metrics";
    const asBob = (path: string) => api.ask("GET", path, { headers: { authorization: "Bearer bob" } });
    expect((await asBob("/metrics")).code).toBe(200);
    for (const path of ["/version", "/apis", "/openapi/v2", "/openapi/v3/api/v1"]) {
      const refused = await asBob(path);
      expect(status(refused), path).toBe("403 Forbidden");
      expect(refused.json.message).toBe(`forbidden: User "bob@example.com" cannot get path "${path}"`);
    }
  });

  it("says whom it takes one for", async () => {
    api.subjects.set("ann", { name: "ann@example.com", groups: ["pilothouse:viewer", "system:authenticated"] });
    const url = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    const who = await api.ask("POST", url, { body: {}, headers: { authorization: "Bearer ann" } });
    expect(who.json.status).toEqual({
      userInfo: { username: "ann@example.com", groups: ["pilothouse:viewer", "system:authenticated"] },
    });
  });

  it("refuses in the API what the policy refuses in the cluster", async () => {
    api.subjects.set("ann", { name: "ann@example.com", groups: ["pilothouse:viewer", "system:authenticated"] });
    const headers = { authorization: "Bearer ann" };
    expect(status(await api.ask("POST", configs, { body: config("a"), headers }))).toBe("403 Forbidden");
    const watching = await api.ask("GET", "/api/v1/secrets?watch=1", { headers });
    expect([watching.code, watching.text]).toEqual([403, expect.stringContaining("cannot watch resource")]);
    const spec = (verb: string) => ({ spec: { resourceAttributes: { verb, resource: "pods", namespace: "default" } } });
    const review = async (verb: string) =>
      (await api.ask("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", { body: spec(verb), headers }))
        .json.status;
    expect([await review("list"), await review("delete")]).toMatchObject([{ allowed: true }, { allowed: false }]);
  });

  it("has no way around a name: paths that climb or double back reach nothing else", async () => {
    await api.ask("POST", configs, { body: config("a") });
    for (const path of [
      `${configs}/../secrets`,
      `${configs}/a%2F..`,
      "/api/v1//configmaps",
      `${configs}/a/status/more`,
    ]) {
      const { code } = await api.ask("GET", path);
      expect([200, 404]).toContain(code);
      if (path.includes("%2F") || path.includes("//") || path.endsWith("more")) expect(code).toBe(404);
    }
    expect((await api.ask("GET", `${configs}/__proto__`)).code).toBe(404);
    expect((await api.ask("GET", "/apis/__proto__/v1/constructor")).code).toBe(404);
  });
});
