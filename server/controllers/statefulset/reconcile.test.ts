import { describe, expect, it } from "vitest";
import { aStatefulSet } from "@/server/objects/builders";
import type { StatefulSet } from "@/server/objects/types";
import { Row } from "./simulation";

const ordered = (replicas: number, edit: (set: StatefulSet) => void = () => {}) =>
  new Row(aStatefulSet("web").replicas(replicas).with(edit).build());
const parallel = (replicas: number, edit: (set: StatefulSet) => void = () => {}) =>
  ordered(replicas, (set) => {
    set.spec.podManagementPolicy = "Parallel";
    edit(set);
  });
const toImage = (image: string) => (set: StatefulSet) => {
  const [first] = set.spec.template.spec?.containers ?? [];
  if (first) first.image = image;
};

describe("StatefulSet", () => {
  it("makes pods one after the other, each once the one before it is ready", () => {
    const row = ordered(3);
    row.look();
    row.look();
    expect(row.names).toEqual(["web-0"]);
    row.serve();
    row.look();
    expect(row.names).toEqual(["web-0", "web-1"]);
    row.settle();
    expect(row.names).toEqual(["web-0", "web-1", "web-2"]);
  });

  it("makes all at once where their management is parallel", () => {
    const row = parallel(3);
    row.look();
    expect(row.names).toEqual(["web-0", "web-1", "web-2"]);
  });

  it("gives each pod a name of its own to be found by, and Kubernetes' labels", () => {
    const row = ordered(1, ({ spec }) => {
      spec.ordinals = { start: 4 };
    });
    row.look();
    const [pod] = row.pods;
    expect(pod?.spec).toMatchObject({ hostname: "web-4", subdomain: "web" });
    expect(pod?.metadata.labels).toEqual({
      app: "web",
      "apps.kubernetes.io/pod-index": "4",
      "controller-revision-hash": row.revisions[0]?.metadata.name,
      "statefulset.kubernetes.io/pod-name": "web-4",
    });
    expect(pod?.metadata).toMatchObject({ generateName: "web-", ownerReferences: [{ kind: "StatefulSet" }] });
  });

  it("takes pods away from the highest down, one at a time", () => {
    const row = ordered(3);
    row.settle();
    row.change(({ spec }) => {
      spec.replicas = 1;
    });
    row.look();
    row.look();
    const leaving = row.pods.filter(({ metadata }) => metadata.deletionTimestamp);
    expect(leaving.map(({ metadata }) => metadata.name)).toEqual(["web-2"]);
    row.settle();
    expect(row.names).toEqual(["web-0"]);
  });

  it("does not shrink while a lower pod is out of service", () => {
    const row = ordered(3);
    row.settle();
    const [first] = row.pods;
    if (first) row.world.setPod(first, { conditions: [] });
    row.change(({ spec }) => {
      spec.replicas = 2;
    });
    row.look();
    expect(row.pods.filter(({ metadata }) => metadata.deletionTimestamp)).toEqual([]);
  });

  it("rolls from the highest ordinal down, and goes on only when the new pod is ready", () => {
    const row = ordered(3, toImage("web:1"));
    row.settle();
    row.change(toImage("web:2"));
    row.look();
    row.serve(() => false);
    row.look();
    row.look();
    expect(row.images).toEqual(["web:1", "web:1", "web:2"]);
    row.settle();
    expect(row.images).toEqual(["web:2", "web:2", "web:2"]);
    const { currentRevision, updateRevision, ...counts } = row.set.status ?? {};
    expect(currentRevision).toBe(updateRevision);
    expect(counts).toMatchObject({ replicas: 3, readyReplicas: 3, currentReplicas: 3, updatedReplicas: 3 });
  });

  it("leaves pods below the partition as they are, also when they are made anew", () => {
    const row = ordered(3, toImage("web:1"));
    row.settle();
    row.change((set) => {
      toImage("web:2")(set);
      set.spec.updateStrategy = { type: "RollingUpdate", rollingUpdate: { partition: 2, maxUnavailable: 1 } };
    });
    row.settle();
    const [, second] = row.pods;
    if (second) row.world.setPod(second, { phase: "Failed" });
    row.settle();
    expect(row.images).toEqual(["web:1", "web:1", "web:2"]);
    expect(row.set.status).toMatchObject({ currentReplicas: 2, updatedReplicas: 1 });
  });

  it("replaces nothing by itself with OnDelete, and what was deleted by the new template", () => {
    const row = ordered(2, (set) => {
      toImage("web:1")(set);
      set.spec.updateStrategy = { type: "OnDelete" };
    });
    row.settle();
    row.change(toImage("web:2"));
    row.settle();
    expect(row.images).toEqual(["web:1", "web:1"]);
    const [first] = row.pods;
    if (first) row.world.setPod(first, { phase: "Failed" });
    row.settle();
    expect(row.images).toEqual(["web:2", "web:1"]);
  });

  it("replaces as many at a time as may be unavailable", () => {
    const row = parallel(4, (set) => {
      toImage("web:1")(set);
      set.spec.updateStrategy = { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "50%" } };
    });
    row.settle();
    row.change(toImage("web:2"));
    row.look();
    const leaving = row.pods.filter(({ metadata }) => metadata.deletionTimestamp);
    expect(leaving.map(({ metadata }) => metadata.name)).toEqual(["web-2", "web-3"]);
  });

  it("replaces a broken pod of the old template in its turn, though it is not ready", () => {
    const row = parallel(2, toImage("web:broken"));
    row.look();
    row.change(toImage("web:2"));
    row.settle();
    expect(row.images).toEqual(["web:2", "web:2"]);
  });

  it("keeps what it was as revisions, and gives an earlier one the newest number when it returns to it", () => {
    const row = ordered(1, toImage("web:1"));
    row.settle();
    row.change(toImage("web:2"));
    row.settle();
    row.change(toImage("web:1"));
    row.settle();
    expect(row.revisions.map(({ revision }) => revision).sort()).toEqual([2, 3]);
    const newest = row.revisions.find(({ revision }) => revision === 3);
    expect(newest?.data).toMatchObject({
      spec: { template: { $patch: "replace", spec: { containers: [{ image: "web:1" }] } } },
    });
    expect(newest?.metadata.name).toBe(row.set.status?.updateRevision);
    expect(row.images).toEqual(["web:1"]);
  });

  it("forgets revisions beyond the limit, never those of its pods", () => {
    const row = ordered(1, (set) => {
      set.spec.revisionHistoryLimit = 1;
    });
    for (const image of ["web:1", "web:2", "web:3", "web:4"]) {
      row.change(toImage(image));
      row.settle();
    }
    expect(row.revisions.map(({ revision }) => revision).sort()).toEqual([3, 4]);
  });

  it("passes over the name of another template's revision, and counts that", () => {
    const row = ordered(1);
    row.settle();
    const [known] = row.revisions;
    const other = ordered(1);
    if (known) other.world.put({ ...known, data: { spec: {} }, metadata: { ...known.metadata, ownerReferences: [] } });
    other.look();
    expect(other.set.status?.collisionCount).toBe(1);
    expect(other.revisions).toHaveLength(2);
  });

  it("makes a failed pod anew under its name, and says so", () => {
    const row = ordered(2);
    row.settle();
    const [first] = row.pods;
    if (first) row.world.setPod(first, { phase: "Failed" });
    row.settle();
    expect(row.names).toEqual(["web-0", "web-1"]);
    expect(row.pods[0]?.metadata.uid).not.toBe(first?.metadata.uid);
  });

  it("counts a pod only once it has been ready for minReadySeconds", () => {
    const row = ordered(2, ({ spec }) => {
      spec.minReadySeconds = 10;
    });
    row.look();
    row.serve();
    row.look();
    row.look();
    expect(row.names).toEqual(["web-0"]);
    expect(row.set.status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 });
    row.world.nowMs += 10_000;
    row.look();
    expect(row.names).toEqual(["web-0", "web-1"]);
  });

  it("makes nothing while it is being deleted", () => {
    const row = new Row(aStatefulSet("web").replicas(2).deletedAt("2026-01-01T00:00:00Z").build());
    row.look();
    expect(row.names).toEqual([]);
  });
});

describe("claims of a StatefulSet", () => {
  const withClaims = (policy: { whenDeleted: string; whenScaled: string }) =>
    new Row(
      aStatefulSet("web")
        .replicas(2)
        .with(({ spec }) => {
          const resources = { requests: { storage: "1Gi" } };
          const metadata = { name: "data", labels: { of: "claim" } };
          spec.volumeClaimTemplates = [{ metadata, spec: { accessModes: ["ReadWriteOnce"], resources } }];
          spec.persistentVolumeClaimRetentionPolicy = policy;
        })
        .build(),
      { hasClaims: true },
    );
  const scaleTo = (replicas: number) => (set: StatefulSet) => {
    set.spec.replicas = replicas;
  };

  it("have names by which a pod that comes back finds its data", () => {
    const row = withClaims({ whenDeleted: "Retain", whenScaled: "Retain" });
    row.settle();
    expect(row.claims.map(({ metadata }) => metadata.name)).toEqual(["data-web-0", "data-web-1"]);
    expect(row.claims[0]?.metadata.labels).toEqual({ app: "web", of: "claim" });
    expect(row.claims[0]?.metadata.ownerReferences).toBeUndefined();
    expect(row.pods[1]?.spec.volumes).toEqual([{ name: "data", persistentVolumeClaim: { claimName: "data-web-1" } }]);
    row.change(scaleTo(1));
    row.settle();
    expect(row.claims).toHaveLength(2);
  });

  it("go with the set where they are to be deleted with it", () => {
    const row = withClaims({ whenDeleted: "Delete", whenScaled: "Retain" });
    row.settle();
    expect(row.claims[0]?.metadata.ownerReferences).toMatchObject([{ kind: "StatefulSet", name: "web" }]);
    row.change(({ spec }) => {
      spec.persistentVolumeClaimRetentionPolicy = { whenDeleted: "Retain", whenScaled: "Retain" };
    });
    row.settle();
    expect(row.claims[0]?.metadata.ownerReferences).toEqual([]);
  });

  it("go with the pod that is scaled away, and its successor waits until they are gone", () => {
    const row = withClaims({ whenDeleted: "Retain", whenScaled: "Delete" });
    row.settle();
    row.change(scaleTo(1));
    row.settle();
    const [, second] = row.claims;
    expect(second?.metadata.ownerReferences).toMatchObject([{ kind: "Pod", name: "web-1" }]);
    row.change(scaleTo(2));
    row.settle();
    expect(row.names).toEqual(["web-0"]);
    if (second) row.world.remove(second);
    row.settle();
    expect(row.names).toEqual(["web-0", "web-1"]);
    expect(row.claims[1]?.metadata.ownerReferences).toBeUndefined();
  });
});
