import { afterEach, describe, expect, it } from "vitest";
import { isBound, selectedNodeAnnotation } from "@/server/objects/storage";
import type { Manifest } from "@/server/objects/types";
import { TestEngine } from "../testEngine";
import type { VolumeFolders } from "./controller";

let engine: TestEngine | undefined;
afterEach(() => engine?.close());

function memoryFolders(...there: string[]) {
  const folders = new Set(there);
  const full = new Set<string>();
  const made: VolumeFolders = {
    pathOf: (name) => `/volumes/${name}`,
    make: async (name) => void folders.add(name),
    remove: async (name) => void folders.delete(name),
    removeIfEmpty: async (name) => !full.has(name) && folders.delete(name),
    list: async () => [...folders],
  };
  return { folders, full, made };
}

const claim: Manifest = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "data", namespace: "default" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};
const pod: Manifest = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "web", namespace: "default" },
  spec: {
    nodeName: "a",
    terminationGracePeriodSeconds: 0,
    containers: [{ name: "main", image: "web:1" }],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }],
  },
};
const at = { name: "data", namespace: "default" };

describe("claims on the embedded engine", () => {
  it("gets the default class, is bound once a node was chosen, and goes with its folder when nothing uses it", async () => {
    const { folders, made } = memoryFolders("pvc-left-behind");
    engine = await new TestEngine({ volumeFolders: made }).start();
    const { cluster } = engine;
    const created = await cluster.create("PersistentVolumeClaim", claim);
    expect(created).toMatchObject({
      metadata: { finalizers: ["kubernetes.io/pvc-protection"] },
      spec: { storageClassName: "local", volumeMode: "Filesystem" },
      status: { phase: "Pending" },
    });
    const body = { metadata: { annotations: { [selectedNodeAnnotation]: "a" } } };
    await cluster.patch("PersistentVolumeClaim", at, { type: "merge", body });
    const [bound] = await engine.until("PersistentVolumeClaim", ([one]) => one !== undefined && isBound(one));
    expect([...folders]).toEqual([bound?.spec.volumeName]);

    await cluster.create("Pod", pod);
    await engine.until("Pod", ([one]) => one?.status?.phase === "Running");
    await cluster.delete("PersistentVolumeClaim", at);
    expect(await cluster.get("PersistentVolumeClaim", at)).toMatchObject({
      metadata: { deletionTimestamp: expect.anything() },
    });
    expect(folders.size).toBe(1);
    await cluster.delete("Pod", { name: "web", namespace: "default" });
    await engine.until("PersistentVolumeClaim", (all) => all.length === 0);
    await engine.until("PersistentVolume", (all) => all.length === 0);
    expect([...folders]).toEqual([]);
  });

  it("leaves a folder with data alone that no volume refers to", async () => {
    const { folders, full, made } = memoryFolders("pvc-with-data");
    full.add("pvc-with-data");
    engine = await new TestEngine({ volumeFolders: made }).start();
    await engine.cluster.create("PersistentVolumeClaim", claim);
    const body = { metadata: { annotations: { [selectedNodeAnnotation]: "a" } } };
    await engine.cluster.patch("PersistentVolumeClaim", at, { type: "merge", body });
    await engine.until("PersistentVolumeClaim", ([one]) => one !== undefined && isBound(one));
    expect(folders).toContain("pvc-with-data");
  });
});
