import { describe, expect, it } from "vitest";
import type { KubeObject } from "@/server/objects/types";
import { webhookFaults } from "./webhookFaults";

const configuration = (...expressions: string[]) =>
  ({
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "a" },
    webhooks: [{ name: "w", matchConditions: expressions.map((expression) => ({ name: "c", expression })) }],
  }) as unknown as KubeObject;

describe("the conditions of a webhook", () => {
  it("must be CEL, and true or false, each told by its place", () => {
    const faults = webhookFaults(configuration("request.name == 'x'", "... [] bad", "1 + 1"), undefined);
    expect(faults.map(({ field, reason }) => [field, reason])).toEqual([
      ["webhooks[0].matchConditions[1].expression", "FieldValueInvalid"],
      ["webhooks[0].matchConditions[2].expression", "FieldValueInvalid"],
    ]);
  });

  it("are not judged again where they stay as they were", () => {
    expect(webhookFaults(configuration("... [] bad"), configuration("... [] bad"))).toEqual([]);
  });
});
