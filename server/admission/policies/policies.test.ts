import { describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { aNamespace } from "@/server/objects/builders";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { admit } from "../admit";
import { contextWith, registry, submit } from "../testing";

const home = aNamespace("default").build();
const configMaps = {
  resourceRules: [
    { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE", "UPDATE"], resources: ["configmaps"], scope: "*" },
  ],
};
const apiVersion = "admissionregistration.k8s.io/v1";

async function stored(manifest: Manifest): Promise<KubeObject> {
  return submit({ object: manifest }, contextWith([home]));
}

async function policy(name: string, spec: object, binding: object = {}): Promise<KubeObject[]> {
  const metadata = { name };
  return [
    await stored({
      apiVersion,
      kind: "ValidatingAdmissionPolicy",
      metadata,
      spec: { matchConstraints: configMaps, ...spec },
    }),
    await stored({
      apiVersion,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata,
      spec: { policyName: name, validationActions: ["Deny"], ...binding },
    }),
  ];
}

async function write(data: Record<string, string>, others: readonly KubeObject[]) {
  const kind = registry.byKind("ConfigMap");
  if (!kind) throw new Error("no ConfigMap");
  const object: Manifest = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "default" }, data };
  const warnings: string[] = [];
  const request = { verb: "create", kind, object, subject: systemSubject("test"), dryRun: false } as const;
  const said = await admit({ ...request, warn: (text) => warnings.push(text) }, contextWith([home, ...others])).then(
    () => "stored",
    (error: { reason: string; says: string }) => `${error.reason} ${error.says}`,
  );
  return { said, warnings };
}

const by = (name: string) => `ValidatingAdmissionPolicy '${name}' with binding '${name}'`;

describe("a ValidatingAdmissionPolicy, in a real API server's words", () => {
  it("refuses what breaks it, with the reason that it names", async () => {
    const demo = await policy("demo", {
      validations: [
        { expression: "object.data.a != 'x'" },
        { expression: "!has(object.data.b)", message: "no b", reason: "Forbidden" },
      ],
    });
    expect((await write({ a: "x" }, demo)).said).toBe(
      `Invalid configmaps "a" is forbidden: ${by("demo")} denied request: failed expression: object.data.a != 'x'`,
    );
    expect((await write({ a: "y", b: "1" }, demo)).said).toBe(
      `Forbidden configmaps "a" is forbidden: ${by("demo")} denied request: no b`,
    );
    expect((await write({ a: "y" }, demo)).said).toBe("stored");
  });

  it("only warns where its binding says so, about what its conditions and variables find", async () => {
    const spec = {
      failurePolicy: "Ignore",
      variables: [{ name: "n", expression: "size(object.data)" }],
      matchConditions: [{ name: "w", expression: "has(object.data) && 'w' in object.data" }],
      validations: [{ expression: "variables.n < 1" }],
    };
    const warns = await policy("demo", spec, { validationActions: ["Warn"] });
    expect(await write({ w: "1" }, warns)).toEqual({
      said: "stored",
      warnings: [`Validation failed for ${by("demo")}: failed expression: variables.n < 1`],
    });
    expect((await write({ v: "1" }, warns)).warnings).toEqual([]);
  });

  it("compares with parameters, and says when there are none", async () => {
    const spec = {
      paramKind: { apiVersion: "v1", kind: "ConfigMap" },
      validations: [{ expression: "!has(object.data.p) || object.data.p == params.data.p" }],
    };
    const paramRef = { name: "limits", namespace: "default", parameterNotFoundAction: "Deny" };
    const demo = await policy("demo", spec, { paramRef });
    expect((await write({ p: "1" }, demo)).said).toBe(
      `Invalid configmaps "a" is forbidden: ${by("demo")} denied request: failed to configure binding: no params found for policy binding with \`Deny\` parameterNotFoundAction`,
    );
    const limits = await stored({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "limits", namespace: "default" },
      data: { p: "1" },
    });
    expect((await write({ p: "1" }, [...demo, limits])).said).toBe("stored");
    expect((await write({ p: "2" }, [...demo, limits])).said).toContain("failed expression");
  });

  it("refuses what it cannot judge, unless it is told to ignore that", async () => {
    const validations = [{ expression: "object.data.zz == '1'" }];
    expect((await write({}, await policy("strict", { validations }))).said).toContain("resulted in error: no such key");
    expect((await write({}, await policy("lax", { validations, failurePolicy: "Ignore" }))).said).toBe("stored");
  });

  it("can never be kept from being changed or taken away by one that refuses everything", async () => {
    const all = { resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], operations: ["*"], resources: ["*"] }] };
    const wall = await policy("wall", { matchConstraints: all, validations: [{ expression: "false" }] });
    expect((await write({}, wall)).said).toContain("denied request");
    for (const old of wall) {
      const kind = registry.forManifest(old);
      if (!kind) throw new Error("no kind");
      const request = {
        verb: "delete",
        kind,
        object: old,
        old,
        subject: systemSubject("test"),
        dryRun: false,
      } as const;
      await expect(admit(request, contextWith([home, ...wall]))).resolves.toBe(old);
    }
  });

  it("is refused itself where it cannot be read", async () => {
    const submitted = (spec: object) =>
      stored({ apiVersion, kind: "ValidatingAdmissionPolicy", metadata: { name: "x" }, spec } as Manifest).catch(
        (error: { fields: { field: string; message: string }[] }) =>
          error.fields.map((one) => `${one.field}: ${one.message}`),
      );
    const says = "Required value: validations or auditAnnotations must contain at least one item";
    expect(await submitted({})).toEqual([
      "spec.matchConstraints: Required value",
      `spec.validations: ${says}`,
      `spec.auditAnnotations: ${says}`,
    ]);
    expect(
      await submitted({ matchConstraints: configMaps, validations: [{ expression: "foo" }, { expression: "" }] }),
    ).toEqual([
      "spec.validations[1].expression: Required value: expression is not specified",
      expect.stringContaining("undeclared reference to 'foo' (in container '')"),
    ]);
    expect(await submitted({ matchConstraints: configMaps, validations: [{ expression: "1" }] })).toEqual([
      'spec.validations[0].expression: Invalid value: "1": must evaluate to bool but got int',
    ]);
  });
});
