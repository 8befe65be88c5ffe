import { describe, expect, it } from "vitest";
import { aDeployment, aPod, aReplicaSet } from "@/server/objects/builders";
import type { KubeObject, OwnerReference } from "@/server/objects/types";
import { foregroundFinalizer, judgeDependent, judgeOwner, type OwnerState, orphanFinalizer } from "./reconcile";

const now = "2026-01-01T00:05:00Z";
const set = aReplicaSet("web").build();
const other = aReplicaSet("other").build();
const pod = (...owners: KubeObject[]) => owners.reduce((built, owner) => built.ownedBy(owner), aPod("web-1"));
const states = (object: KubeObject, ...all: OwnerState["state"][]) =>
  (object.metadata.ownerReferences ?? []).map((reference: OwnerReference, place) => ({
    reference,
    state: all[place] ?? "present",
  }));

describe("what becomes of a dependent", () => {
  it("goes when its last owner is gone", () => {
    const object = pod(set).build();
    expect(judgeDependent(object, states(object, "absent"), false)).toMatchObject([
      { do: "delete", options: { propagation: "Background" } },
    ]);
  });

  it("stays while it has an owner, and only forgets the one that is gone", () => {
    const object = pod(set, other).build();
    const [action] = judgeDependent(object, states(object, "absent", "present"), false);
    expect(action).toMatchObject({ do: "update", object: { metadata: { ownerReferences: [{ name: "other" }] } } });
  });

  it("is left alone while all its owners are there, or when it has none", () => {
    const object = pod(set).build();
    expect(judgeDependent(object, states(object, "present"), false)).toEqual([]);
    expect(judgeDependent(aPod().build(), [], false)).toEqual([]);
  });

  it("goes in the foreground, too, when an owner waits for it and others depend on it", () => {
    const object = aReplicaSet("web").ownedBy(aDeployment("web").build()).build();
    expect(judgeDependent(object, states(object, "waiting"), true)).toMatchObject([
      { do: "delete", options: { propagation: "Foreground" } },
    ]);
    expect(judgeDependent(object, states(object, "waiting"), false)).toMatchObject([
      { do: "delete", options: { propagation: "Background" } },
    ]);
  });

  it("goes in the way in which it was asked to", () => {
    const object = pod(set).finalizedBy(orphanFinalizer).build();
    expect(judgeDependent(object, states(object, "absent"), false)).toMatchObject([
      { options: { propagation: "Orphan" } },
    ]);
  });

  it("is deleted once", () => {
    const object = pod(set).deletedAt(now).build();
    expect(judgeDependent(object, states(object, "absent"), false)).toEqual([]);
  });
});

describe("an owner that is being deleted", () => {
  const leaving = (finalizer: string) => aReplicaSet("web").finalizedBy(finalizer).deletedAt(now).build();

  it("waits in the foreground for those that block it, and for no others", () => {
    const owner = leaving(foregroundFinalizer);
    expect(judgeOwner(owner, [pod(owner).build()])).toEqual([]);
    const free = pod(owner).with(({ metadata }) => {
      for (const reference of metadata.ownerReferences ?? []) reference.blockOwnerDeletion = false;
    });
    expect(judgeOwner(owner, [free.build()])).toMatchObject([{ object: { metadata: { finalizers: [] } } }]);
  });

  it("lets its dependents go first when they are to be orphans", () => {
    const owner = leaving(orphanFinalizer);
    expect(judgeOwner(owner, [pod(owner).build()])).toMatchObject([
      { object: { kind: "Pod", metadata: { ownerReferences: [] } } },
      { object: { kind: "ReplicaSet", metadata: { finalizers: [] } } },
    ]);
  });

  it("is left alone by whoever else holds it", () => {
    expect(judgeOwner(leaving("example.com/backup"), [])).toEqual([]);
    expect(judgeOwner(aReplicaSet("web").finalizedBy(orphanFinalizer).build(), [])).toEqual([]);
  });
});
