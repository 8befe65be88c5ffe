import { describe, expect, it } from "vitest";
import { aNode } from "@/server/objects/builders";
import { aClaim, aStorageClass, aVolume } from "@/server/objects/builders/storage";
import { selectedNodeAnnotation } from "@/server/objects/storage";
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from "@/server/objects/types";
import { reconcileClaim } from "./claim";
import type { ClaimWorld } from "./claimWorld";

const timestamp = "2026-01-01T00:00:00Z";
const node = aNode("a").build();
const pathOf = (name: string) => `/volumes/${name}`;

function decide(claim: PersistentVolumeClaim, world: Partial<ClaimWorld> = {}) {
  return reconcileClaim(claim, {
    volumes: [],
    storage: aStorageClass().build(),
    node: undefined,
    pathOf,
    timestamp,
    ...world,
  });
}
function saidOf(decision: ReturnType<typeof decide>) {
  const [action] = decision.outcome.actions;
  return action?.do === "note" ? [action.note.type, action.note.reason, action.note.message] : [];
}
const selected = aClaim().annotated({ [selectedNodeAnnotation]: "a" });

describe("a claim", () => {
  it("waits for the first pod that needs it", () => {
    const says = "waiting for first consumer to be created before binding";
    expect(saidOf(decide(aClaim().build()))).toEqual(["Normal", "WaitForFirstConsumer", says]);
  });

  it("gets a folder on the node of its first pod, and its volume says what its size is worth", () => {
    const claim = selected.build();
    const decision = decide(claim, { node });
    expect(decision.makes).toBe(`pvc-${claim.metadata.uid}`);
    expect(decision.outcome.actions).toMatchObject([
      {
        do: "create",
        manifest: {
          metadata: { annotations: { "pilothouse.dev/capacity": expect.stringContaining("not enforced") } },
          spec: {
            local: { path: `/volumes/pvc-${claim.metadata.uid}` },
            claimRef: { namespace: "default", name: "data", uid: claim.metadata.uid },
            persistentVolumeReclaimPolicy: "Delete",
            nodeAffinity: {
              required: { nodeSelectorTerms: [{ matchExpressions: [{ operator: "In", values: ["a"] }] }] },
            },
          },
        },
        note: { reason: "ProvisioningSucceeded" },
      },
    ]);
  });

  it("is given back to the scheduler when its node has gone", () => {
    const [action] = decide(selected.build()).outcome.actions;
    expect(action).toMatchObject({ do: "update", object: { metadata: { annotations: {} } } });
  });

  it("takes the smallest volume that fits before one is made", () => {
    const sized = (name: string, storage: string) =>
      aVolume(name)
        .with((draft) => {
          draft.spec.storageClassName = "local";
          draft.spec.capacity = { storage };
        })
        .build();
    const volumes = [sized("huge", "10Gi"), sized("small", "500Mi"), sized("right", "2Gi")];
    const [action] = decide(selected.build(), { node, volumes }).outcome.actions;
    expect(action).toMatchObject({
      do: "update",
      kind: "PersistentVolume",
      object: { metadata: { name: "right" }, spec: { claimRef: { name: "data" } } },
    });
  });

  it("says plainly what cannot be had", () => {
    const change = (spec: Partial<PersistentVolumeClaim["spec"]>) =>
      selected.with((draft) => void Object.assign(draft.spec, spec)).build();
    const storage: StorageClass = { ...aStorageClass().build(), provisioner: "example.com/disks" };
    const copy = { kind: "PersistentVolumeClaim", name: "x" };
    const reasons = [
      saidOf(decide(change({ volumeMode: "Block" }), { node })),
      saidOf(decide(change({ dataSource: copy }), { node })),
      saidOf(decide(selected.build(), { node, storage: undefined })),
      saidOf(decide(selected.build(), { node, storage })),
      saidOf(decide(change({ storageClassName: "" }), { node, storage: undefined })),
    ];
    expect(reasons.map(([type, reason]) => `${type} ${reason}`)).toEqual([
      "Warning ProvisioningFailed",
      "Warning ProvisioningFailed",
      "Warning ProvisioningFailed",
      "Normal ExternalProvisioning",
      "Normal FailedBinding",
    ]);
    expect(reasons[2]?.[2]).toBe('storageclass.storage.k8s.io "local" not found');
  });

  it("that was bound says so when its volume is lost", () => {
    const claim = aClaim()
      .with((draft) => {
        draft.spec.volumeName = "gone";
        draft.status = { phase: "Bound" };
      })
      .build();
    expect(decide(claim).outcome.actions).toMatchObject([
      { object: { status: { phase: "Lost" } }, note: { reason: "ClaimLost" } },
    ]);
  });

  it("grows with its request where the class lets it, the volume first", () => {
    const claim = aClaim()
      .with(({ spec }) => {
        spec.volumeName = "pvc";
        spec.resources = { requests: { storage: "3Gi" } };
      })
      .build();
    const volume: PersistentVolume = aVolume("pvc")
      .annotated({ "pv.kubernetes.io/provisioned-by": "pilothouse.dev/local" })
      .with(({ spec }) => {
        spec.claimRef = { namespace: "default", name: "data", uid: claim.metadata.uid };
      })
      .build();
    const [action] = decide(claim, { volumes: [volume] }).outcome.actions;
    expect(action).toMatchObject({ kind: "PersistentVolume", object: { spec: { capacity: { storage: "3Gi" } } } });
  });
});
