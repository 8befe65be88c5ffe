import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { testEngine } from "@/server/engines/embedded/testEngine";
import { type Answer, type TestApi, testApi } from "./testApi";

let api: TestApi;
const configs = "/api/v1/namespaces/default/configmaps";
const yaml = { "content-type": "application/apply-patch+yaml" };

beforeEach(async () => {
  const { cluster } = testEngine();
  const admin = cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  api = await testApi(cluster);
});
afterEach(() => api.close());

const config = (data: object) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data });
const apply = (body: unknown, query = "fieldManager=x") =>
  api.ask("PATCH", `${configs}/a?${query}`, { body, headers: yaml });

function said({ code, json }: Answer): unknown[] {
  return [code, json.reason, json.message];
}

function managers({ json }: Answer): string[] {
  const { managedFields = [] } = json.metadata as { managedFields?: { manager: string; operation: string }[] };
  return managedFields.map(({ manager, operation }) => `${manager} ${operation}`);
}

describe("an apply patch", () => {
  it("creates with 201 what is not there, and changes with 200 what is, from YAML or JSON", async () => {
    const created = await apply("apiVersion: v1\nkind: ConfigMap\ndata: {a: '1'}\n");
    expect([created.code, created.json.data, managers(created)]).toEqual([201, { a: "1" }, ["x Apply"]]);
    const changed = await apply(config({ a: "2" }));
    expect([changed.code, changed.json.data]).toEqual([200, { a: "2" }]);
    expect((await apply(config({ a: "2" }))).json).toEqual(changed.json);
  });

  it("is refused with every conflict in it, and takes the fields when forced", async () => {
    await apply(config({ a: "1", b: "1" }));
    const refused = await apply(config({ a: "2", b: "1" }), "fieldManager=y");
    expect(said(refused)).toEqual([409, "Conflict", 'Apply failed with 1 conflict: conflict with "x": .data.a']);
    expect(refused.json.details).toEqual({
      causes: [{ reason: "FieldManagerConflict", message: 'conflict with "x"', field: ".data.a" }],
    });
    const taken = await apply(config({ a: "2", b: "1" }), "fieldManager=y&force=true");
    expect([taken.json.data, managers(taken)]).toEqual([{ a: "2", b: "1" }, ["x Apply", "y Apply"]]);
  });

  it("needs a manager, a body of its kind and lists without repetition, in Kubernetes' words", async () => {
    expect(said(await apply(config({}), ""))).toEqual([
      422,
      "Invalid",
      'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
    ]);
    expect(said(await apply({ kind: "ConfigMap" }))).toEqual([
      400,
      "BadRequest",
      "invalid object type: /, Kind=ConfigMap",
    ]);
    expect((await apply("a: [b")).json.message).toMatch(/^error encoding patch: yaml: /);
    expect((await apply("[1]")).json.message).toMatch(/^error decoding patch: .*cannot unmarshal array/);
    const named = { ...config({}), metadata: { name: "b" } };
    expect((await apply(named)).json.message).toBe("the name of the object (b) does not match the name on the URL (a)");
    const owned = { ...config({}), metadata: { managedFields: [] } };
    expect((await apply(owned)).json.message).toBe("metadata.managedFields must be nil");
    const absent = { ...config({}), metadata: { uid: "1" } };
    expect(said(await apply(absent))).toEqual([
      409,
      "Conflict",
      'Operation cannot be fulfilled on configmaps "a": uid mismatch: the provided object specified uid 1, and no existing object was found',
    ]);
    const status = await api.ask("PATCH", "/api/v1/namespaces/default/pods/a/status?fieldManager=x", {
      body: { apiVersion: "v1", kind: "Pod" },
      headers: yaml,
    });
    expect(said(status)).toEqual([404, "NotFound", 'pods "a" not found']);
  });

  it("may be forced alone of all patches, and is refused in cbor", async () => {
    const merge = { body: {}, headers: { "content-type": "application/merge-patch+json" } };
    expect(said(await api.ask("PATCH", `${configs}/a?force=true`, merge))).toEqual([
      422,
      "Invalid",
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    ]);
    const cbor = { body: "x", headers: { "content-type": "application/apply-patch+cbor" } };
    expect(said(await api.ask("PATCH", `${configs}/a?fieldManager=x`, cbor))).toEqual([
      415,
      "UnsupportedMediaType",
      "415: Unsupported Media Type",
    ]);
  });
});

describe("the manager of a write", () => {
  it.each([
    ["kubectl/v1.37.2 (linux/amd64)", "", "kubectl"],
    ["my tool/2", "", "my tool"],
    ["/2", "", "unknown"],
    [`${"y".repeat(130)}/1`, "", "y".repeat(128)],
    ["kubectl/v1", "?fieldManager=kubectl-create", "kubectl-create"],
  ])("by %s%s is %s", async (agent, query, manager) => {
    const headers = { "user-agent": agent, "content-type": "application/json" };
    const created = await api.ask("POST", configs + query, { body: config({ a: "1" }), headers });
    expect(managers(created)).toEqual([`${manager} Update`]);
  });

  it("is refused when it is too long or cannot be printed", async () => {
    const long = await api.ask("POST", `${configs}?fieldManager=${"x".repeat(129)}`, { body: config({}) });
    expect(said(long)).toEqual([
      422,
      "Invalid",
      'CreateOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
    ]);
    const odd = await api.ask("POST", `${configs}?fieldManager=a%01b`, { body: config({}) });
    expect(odd.json.message).toMatch(/invalid character U\+0001 \(at position 1\)$/);
  });
});
