import { describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { aNamespace } from "@/server/objects/builders";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { admit } from "../admit";
import { contextWith, registry, submit } from "../testing";
import type { CallWebhook, WebhookCall } from "./client";

const home = aNamespace("default").build();
const rules = [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }];

async function hook(kind: "Mutating" | "Validating", name: string, more: object = {}): Promise<KubeObject> {
  const webhook = {
    name: `${name}.example.com`,
    sideEffects: "None",
    admissionReviewVersions: ["v1"],
    rules,
    clientConfig: { url: `https://${name}.example.com/` },
    ...more,
  };
  const object = {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: `${kind}WebhookConfiguration`,
    metadata: { name },
    webhooks: [webhook],
  };
  return submit({ object: object as unknown as Manifest }, contextWith([home]));
}

const base64 = (patch: object) => Buffer.from(JSON.stringify(patch)).toString("base64");
const patches = (...patch: object[]) => ({ allowed: true, patchType: "JSONPatch", patch: base64(patch) });

interface Outcome {
  readonly data?: unknown;
  readonly refused?: string;
}

interface Written {
  readonly data?: Record<string, string>;
  readonly hooks: readonly KubeObject[];
  readonly dryRun?: boolean;
  answer(call: WebhookCall, count: number): ReturnType<CallWebhook> | object;
}

async function write({ data = {}, hooks, answer, dryRun = false }: Written) {
  const kind = registry.byKind("ConfigMap");
  if (!kind) throw new Error("no ConfigMap");
  const calls: WebhookCall[] = [];
  const warnings: string[] = [];
  const callWebhook: CallWebhook = async (call) => {
    calls.push(call);
    return (await answer(call, calls.length)) as Record<string, unknown>;
  };
  const object: Manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "default" }, data };
  const request = { verb: "create", kind, object, subject: systemSubject("test"), dryRun } as const;
  const context = contextWith([home, ...hooks], { callWebhook });
  const outcome = await admit({ ...request, warn: (text) => warnings.push(text) }, context).then(
    (made): Outcome => ({ data: made.data }),
    (error: { reason: string; says: string }): Outcome => ({ refused: `${error.reason} ${error.says}` }),
  );
  return { ...outcome, calls, warnings, asked: calls.map(({ config }) => config.url) };
}

describe("admission webhooks", () => {
  it("are told of the write as Kubernetes tells it, and may change and refuse it", async () => {
    const mutating = await hook("Mutating", "mutate");
    const validating = await hook("Validating", "validate");
    const { data, calls } = await write({
      hooks: [mutating, validating],
      answer: ({ config }) =>
        config.url?.includes("mutate") ? patches({ op: "add", path: "/data/b", value: "2" }) : { allowed: true },
      data: { a: "1" },
    });
    expect(data).toEqual({ a: "1", b: "2" });
    expect(calls[0]?.review).toMatchObject({
      kind: "AdmissionReview",
      apiVersion: "admission.k8s.io/v1",
      request: {
        operation: "CREATE",
        name: "a",
        namespace: "default",
        dryRun: false,
        oldObject: null,
        resource: { group: "", version: "v1", resource: "configmaps" },
        userInfo: { username: systemSubject("test").name },
        object: { data: { a: "1" } },
      },
    });
    expect(calls[1]?.review).toMatchObject({ request: { object: { data: { a: "1", b: "2" } } } });
  });

  it("refuse in their own words, and warn", async () => {
    const said = await write({
      hooks: [await hook("Validating", "validate")],
      answer: () => ({ allowed: false, status: { message: "not on Fridays" }, warnings: ["think twice"] }),
    });
    expect(said).toMatchObject({
      refused: 'Forbidden admission webhook "validate.example.com" denied the request: not on Fridays',
      warnings: ["think twice"],
    });
  });

  it("that cannot be reached stop the write, unless they may be passed by", async () => {
    const answer = () => Promise.reject(new Error("connection refused"));
    const strict = await write({ hooks: [await hook("Validating", "strict")], answer });
    expect(strict).toMatchObject({
      refused:
        'InternalError Internal error occurred: failed calling webhook "strict.example.com": failed to call webhook: connection refused',
    });
    const lax = await write({ hooks: [await hook("Validating", "lax", { failurePolicy: "Ignore" })], answer });
    expect(lax).toMatchObject({ data: {} });
  });

  it("are asked only about what they match", async () => {
    const hooks = await Promise.all([
      hook("Validating", "labels", { objectSelector: { matchLabels: { a: "b" } } }),
      hook("Validating", "elsewhere", { namespaceSelector: { matchLabels: { a: "b" } } }),
      hook("Validating", "pods", { rules: [{ ...rules[0], resources: ["pods"] }] }),
      hook("Validating", "updates", { rules: [{ ...rules[0], operations: ["UPDATE"] }] }),
      hook("Validating", "condition", { matchConditions: [{ name: "x", expression: "object.metadata.name == 'b'" }] }),
      hook("Validating", "all", {
        rules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"] }],
      }),
    ]);
    const { asked } = await write({ hooks, answer: () => ({ allowed: true }) });
    expect(asked).toEqual(["https://all.example.com/"]);
  });

  it("hear again of what a later one changed, where they ask for it", async () => {
    const hooks = [await hook("Mutating", "a", { reinvocationPolicy: "IfNeeded" }), await hook("Mutating", "b")];
    const { asked } = await write({
      hooks,
      answer: (_call, count) => (count === 2 ? patches({ op: "add", path: "/data/c", value: "3" }) : { allowed: true }),
      data: { a: "1" },
    });
    expect(asked).toEqual(["https://a.example.com/", "https://b.example.com/", "https://a.example.com/"]);
  });

  it("leave nothing behind that cannot be stored", async () => {
    const { refused } = await write({
      hooks: [await hook("Mutating", "mutate")],
      answer: () => patches({ op: "add", path: "/data", value: 7 }),
    });
    expect(refused).toContain('admission webhook "mutate.example.com" left an object that cannot be read');
  });

  it("are never asked about themselves", async () => {
    const all = [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"] }];
    const old = await hook("Validating", "wall", { rules: all });
    const kind = registry.forManifest(old);
    if (!kind) throw new Error("no kind");
    const request = { verb: "delete", kind, object: old, old, subject: systemSubject("test"), dryRun: false } as const;
    const callWebhook = () => Promise.reject(new Error("asked"));
    await expect(admit(request, contextWith([home, old], { callWebhook }))).resolves.toBe(old);
  });
});
