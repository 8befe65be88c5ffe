import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aNode, aPod } from "@/server/objects/builders";
import { aClaim, aStorageClass } from "@/server/objects/builders/storage";
import { isDeleting } from "@/server/objects/meta";
import { isBound, selectedNodeAnnotation } from "@/server/objects/storage";
import type { PersistentVolumeClaim, StorageClass } from "@/server/objects/types";
import { TestWorld } from "../testWorld";
import { reconcile as reconcileProtection } from "../volumeprotection/reconcile";
import { reconcileClaim } from "./claim";
import { reconcileVolume } from "./volume";

const node = aNode("a").build();

/** A claim of a pod from its first minute to its last, with folders beside the objects. */
class Life {
  readonly folders = new Set<string>();
  readonly world: TestWorld;
  /** Folders that were removed while their claim was there. */
  readonly lost: string[] = [];

  constructor(readonly storage: StorageClass) {
    const claim = aClaim("data")
      .annotated({ [selectedNodeAnnotation]: "a" })
      .build();
    const pod = aPod("web").onNode("a").build();
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
    this.world = new TestWorld(claim, { ...pod, spec: { ...pod.spec, volumes } });
  }

  get claim(): PersistentVolumeClaim | undefined {
    return this.world.all("PersistentVolumeClaim")[0];
  }

  /** Looks at everything once; dies after so many writes, counted over folders and objects alike. */
  look(writes: number): void {
    let left = writes;
    const { world } = this;
    const claim = this.claim;
    if (claim) {
      const { outcome, makes } = reconcileClaim(claim, {
        volumes: world.all("PersistentVolume"),
        storage: this.storage,
        node,
        pathOf: (name) => `/volumes/${name}`,
        timestamp: world.timestamp,
      });
      if (makes !== undefined && left-- <= 0) return;
      if (makes !== undefined) this.folders.add(makes);
      world.run(outcome, left);
      left -= outcome.actions.length;
      if (left > 0 && isDeleting(claim)) world.run(reconcileProtection(claim, world.all("Pod")), left--);
      this.collect();
    }
    for (const volume of world.all("PersistentVolume")) {
      if (left <= 0) return;
      const hasClaim = this.claim?.metadata.uid === volume.spec.claimRef?.uid;
      const { outcome, removes } = reconcileVolume(volume, { hasClaim, timestamp: world.timestamp });
      if (removes !== undefined && left-- <= 0) return;
      if (removes !== undefined && this.folders.delete(removes) && this.claim) this.lost.push(removes);
      world.run(outcome, left);
      left -= outcome.actions.length;
      this.collect();
    }
  }

  /** What is being deleted goes with its last finalizer. */
  collect(): void {
    for (const kind of ["PersistentVolumeClaim", "PersistentVolume"] as const)
      for (const object of this.world.all(kind)) if (isDeleting(object)) this.world.forget(object);
  }

  deleteClaim(): void {
    const claim = this.claim;
    if (claim) this.world.run({ actions: [{ do: "delete", kind: claim.kind, object: claim }] });
  }

  settle(): void {
    for (let looks = 0; looks < 12; looks++) this.look(Number.POSITIVE_INFINITY);
  }
}

const deaths = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 15 });

describe("a claim's volume, whenever the control plane dies", () => {
  it("is made once, with its folder, and bound to its claim alone", () => {
    fc.assert(
      fc.property(deaths, (writes) => {
        const life = new Life(aStorageClass().build());
        for (const most of writes) {
          life.look(most);
          const volumes = life.world.all("PersistentVolume");
          for (const { metadata } of volumes) expect(life.folders).toContain(metadata.name);
          if (life.claim && isBound(life.claim)) expect(volumes[0]?.status?.phase).toBe("Bound");
        }
        life.settle();
        expect(life.claim).toMatchObject({ status: { phase: "Bound", capacity: { storage: "1Gi" } } });
        expect(life.world.all("PersistentVolume")).toHaveLength(1);
        expect(life.folders.size).toBe(1);
      }),
    );
  });

  it("keeps its folder while a pod or the claim is there, and goes with both, leaving nothing", () => {
    fc.assert(
      fc.property(deaths, deaths, (before, after) => {
        const life = new Life(aStorageClass().build());
        life.settle();
        life.deleteClaim();
        for (const most of before) life.look(most);
        expect(life.claim && isDeleting(life.claim)).toBe(true);
        expect(life.folders.size).toBe(1);
        life.world.end(life.world.one("Pod"));
        for (const most of after) {
          life.look(most);
          const isKnown = life.world.all("PersistentVolume").length > 0 || life.claim !== undefined;
          if (life.folders.size > 0) expect(isKnown).toBe(true);
        }
        life.settle();
        expect(life.lost).toEqual([]);
        expect([life.claim, life.world.all("PersistentVolume"), [...life.folders]]).toEqual([undefined, [], []]);
      }),
    );
  });

  it("stays with its folder, released, where the class says Retain", () => {
    const life = new Life({ ...aStorageClass().build(), reclaimPolicy: "Retain" });
    life.settle();
    life.deleteClaim();
    life.world.end(life.world.one("Pod"));
    life.settle();
    expect(life.world.one("PersistentVolume").status?.phase).toBe("Released");
    expect(life.folders.size).toBe(1);
  });
});
