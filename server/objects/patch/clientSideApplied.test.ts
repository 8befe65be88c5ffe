import { describe, expect, it } from "vitest";
import { deployment } from "../kinds/deployment";
import { conflictsBeside, lastApplied, withLastApplied } from "./clientSideApplied";
import { setOfPaths } from "./fieldSet";
import { fieldTypeOf } from "./fieldType";

const type = fieldTypeOf(deployment.schema);
const config = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web" },
  spec: { replicas: 1, minReadySeconds: 1 },
};
const live = {
  ...config,
  metadata: { name: "web", annotations: { [lastApplied]: JSON.stringify(config) } },
  spec: { ...config.spec, minReadySeconds: 9 },
};
const entry = { manager: "kubectl-client-side-apply", operation: "Update", apiVersion: "apps/v1" } as const;
const conflictOn = (field: string) => ({
  entry: { ...entry, fieldsType: "FieldsV1", fieldsV1: {} } as const,
  fields: setOfPaths(["f:spec", field]),
});

describe("kubectl's server-side apply after its client-side one", () => {
  it("is in nobody's way where nobody changed what it had set", () => {
    expect(conflictsBeside(type, live, [conflictOn("f:replicas")])).toEqual([]);
  });

  it("is a conflict where somebody changed it since, where kubectl never set it, and where nothing tells", () => {
    for (const field of ["f:minReadySeconds", "f:paused"])
      expect(conflictsBeside(type, live, [conflictOn(field)])).toHaveLength(1);
    for (const text of ["{nonsense", JSON.stringify({ ...config, apiVersion: "apps/v1beta1" })]) {
      const other = { ...live, metadata: { annotations: { [lastApplied]: text } } };
      expect(conflictsBeside(type, other, [conflictOn("f:replicas")])).toHaveLength(1);
    }
  });

  it("keeps the annotation true, and makes none", () => {
    const next = { ...config, spec: { replicas: 2 } };
    const kept = withLastApplied(live, next) as typeof live;
    expect(JSON.parse(kept.metadata.annotations[lastApplied])).toMatchObject({ spec: { replicas: 2 } });
    expect(withLastApplied(config, next)).toBe(config);
  });
});
