import { describe, expect, it } from "vitest";
import { aConfigMap, aNamespace, aPod } from "@/server/objects/builders";
import type { Namespace } from "@/server/objects/types";
import { type Observed, reconcile } from "./reconcile";

const timestamp = "2026-01-01T00:05:00Z";
const terminating = () =>
  aNamespace("team")
    .deletedAt(timestamp)
    .with((draft) => {
      draft.spec.finalizers = ["kubernetes"];
    })
    .build();
const observed = (more: Partial<Observed> = {}): Observed => ({ remaining: [], unreadable: [], timestamp, ...more });
const config = aConfigMap("config").in("team").build();
const held = aPod("held").in("team").finalizedBy("example.com/backup").deletedAt(timestamp).build();
const remaining = [
  { resource: "configmaps", kind: "ConfigMap", objects: [config] },
  { resource: "pods", kind: "Pod", objects: [held] },
];

function conditionsOf(outcome: ReturnType<typeof reconcile>, failure?: { message: string }) {
  const [status] = outcome.afterwards?.(failure && { ...failure, action: { do: "note" } as never, error: null }) ?? [];
  return status?.do === "update" ? (status.object as Namespace).status?.conditions : undefined;
}

describe("a namespace", () => {
  it("is Active", () => {
    const fresh = { ...aNamespace("team").build(), status: {} };
    expect(reconcile(fresh, observed()).actions).toMatchObject([{ object: { status: { phase: "Active" } } }]);
  });

  it("that is being deleted deletes what is in it, each once, and comes back", () => {
    const { actions, retryAfterMs } = reconcile(terminating(), observed({ remaining }));
    expect(actions).toMatchObject([{ do: "delete", kind: "ConfigMap", options: { propagation: "Background" } }]);
    expect(retryAfterMs).toBeGreaterThan(0);
  });

  it("says in Kubernetes' words what holds it up", () => {
    const outcome = reconcile(terminating(), observed({ remaining }));
    expect(conditionsOf(outcome)).toMatchObject([
      { type: "NamespaceDeletionContentFailure", status: "False", reason: "ContentDeleted" },
      {
        type: "NamespaceContentRemaining",
        status: "True",
        reason: "SomeResourcesRemain",
        message: "Some resources are remaining: configmaps has 1 resource instances, pods has 1 resource instances",
      },
      {
        type: "NamespaceFinalizersRemaining",
        status: "True",
        reason: "SomeFinalizersRemain",
        message: "Some content in the namespace has finalizers remaining: example.com/backup in 1 resource instances",
      },
    ]);
    expect(conditionsOf(outcome, { message: "away" })).toMatchObject([
      { status: "True", reason: "ContentDeletionFailed", message: expect.stringContaining("away") },
      {},
      {},
    ]);
  });

  it("does not go while some of its contents could not be read", () => {
    const { actions } = reconcile(terminating(), observed({ unreadable: ["widgets.example.com: away"] }));
    expect(actions).toEqual([]);
  });

  it("goes once nothing is left", () => {
    expect(reconcile(terminating(), observed()).actions).toMatchObject([
      { do: "update", object: { spec: { finalizers: [] } } },
    ]);
  });
});
