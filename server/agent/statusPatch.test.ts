import { expect, it } from "vitest";
import { pod } from "@/server/objects/kinds/pod";
import { strategicMergePatch } from "@/server/objects/patch/strategicMergePatch";

import type { PodStatus } from "@/server/objects/types";
import { statusPatch } from "./statusPatch";

const { schema } = pod;
const condition = (type: string, more: object) => ({ type, lastTransitionTime: "2026-01-01T00:00:00Z", ...more });

it("leaves no reason and no message on a condition that became true", () => {
  const unready = { status: "False", reason: "ContainersNotReady", message: "containers with unready status: [web]" };
  const before = { status: { phase: "Running", conditions: [condition("Ready", unready)] } };
  const status = { phase: "Running", conditions: [condition("Ready", { status: "True" })] } as PodStatus;
  expect(strategicMergePatch(schema, before, { status: statusPatch(status) })).toEqual({ status });
});

it("keeps the conditions that others write", () => {
  const before = { status: { conditions: [condition("example.com/gate", { status: "True", reason: "Open" })] } };
  const status = { conditions: [condition("Ready", { status: "True" })] } as PodStatus;
  const { status: after } = strategicMergePatch(schema, before, { status: statusPatch(status) }) as typeof before;
  expect(after.conditions).toContainEqual(before.status.conditions[0]);
});
