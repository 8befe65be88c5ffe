import { timestamp } from "@/server/lib/clock";
import { isReason } from "@/server/lib/errors";
import { nameOf } from "@/server/objects/meta";
import { selectedNodeAnnotation } from "@/server/objects/storage";
import type { PersistentVolume, PersistentVolumeClaim } from "@/server/objects/types";
import type { Outcome } from "../actions";
import type { Controller, ControllerTools, Queue } from "../controller";
import { splitKey } from "../keys";
import { reconcileClaim } from "./claim";
import { volumeNameFor } from "./provision";
import { reconcileVolume } from "./volume";

/** The folders that volumes lie in, each by its volume's name. Every act may be repeated. */
export interface VolumeFolders {
  pathOf(name: string): string;
  make(name: string): Promise<void>;
  /** With all that is in it. */
  remove(name: string): Promise<void>;
  /** False when something is in it: it is left as it is. */
  removeIfEmpty(name: string): Promise<boolean>;
  list(): Promise<readonly string[]>;
}

const sweepKey = "sweep";

/** Binds claims to volumes, makes folders for those that have none, and takes back what is no longer claimed. */
export function volumeBinder(tools: ControllerTools, folders: VolumeFolders | undefined): Controller {
  const { caches, clock, cluster, log } = tools;
  const claims = caches.of("PersistentVolumeClaim");
  const volumes = caches.of("PersistentVolume");
  const classes = caches.of("StorageClass");
  const nodes = caches.of("Node");

  async function ofClaim(key: string): Promise<Outcome | undefined> {
    const [namespace, name] = splitKey(key);
    const claim = claims.get(namespace, name);
    if (!claim) return undefined;
    const { storageClassName } = claim.spec;
    const selected = claim.metadata.annotations?.[selectedNodeAnnotation];
    const { outcome, makes } = reconcileClaim(claim, {
      volumes: volumes.list(),
      storage: storageClassName ? classes.get(undefined, storageClassName) : undefined,
      node: selected === undefined ? undefined : nodes.get(undefined, selected),
      pathOf: folders && ((folder) => folders.pathOf(folder)),
      timestamp: timestamp(clock),
    });
    if (makes !== undefined) await folders?.make(makes);
    return outcome;
  }

  async function ofVolume(name: string): Promise<Outcome | undefined> {
    const volume = volumes.get(undefined, name);
    if (!volume) return undefined;
    const decision = reconcileVolume(volume, { hasClaim: await hasClaim(volume), timestamp: timestamp(clock) });
    if (decision.removes !== undefined) await folders?.remove(decision.removes);
    return decision.outcome;
  }

  /** Absence is believed only when the engine itself says so: what follows cannot be taken back. */
  async function hasClaim({ spec }: PersistentVolume): Promise<boolean> {
    const { namespace, name = "", uid } = spec.claimRef ?? {};
    if (!uid) return false;
    if (claims.get(namespace, name)?.metadata.uid === uid) return true;
    try {
      const live = await cluster.get("PersistentVolumeClaim", { namespace, name });
      return live.metadata.uid === uid;
    } catch (error) {
      if (isReason(error, "NotFound")) return false;
      throw error;
    }
  }

  /** After a start: a folder that was made for a claim which went before its volume was written is empty, and goes. */
  async function sweep(): Promise<undefined> {
    const wanted = new Set([
      ...volumes.list().map(({ metadata }) => metadata.name),
      ...claims.list().map(volumeNameFor),
    ]);
    for (const name of (await folders?.list()) ?? []) {
      if (wanted.has(name) || (await folders?.removeIfEmpty(name))) continue;
      log.warn({ folder: folders?.pathOf(name) }, "a folder with data that no volume refers to was left where it is");
    }
    return undefined;
  }

  function enqueueClaim(queue: Queue, { spec }: PersistentVolume): void {
    const { namespace, name } = spec.claimRef ?? {};
    if (name) queue.add(claimKey(`${namespace}/${name}`));
  }

  function enqueueUnbound(queue: Queue, isMeant: (claim: PersistentVolumeClaim) => boolean): void {
    for (const claim of claims.list())
      if (claim.status?.phase === "Pending" && isMeant(claim)) queue.add(claimKey(nameOf(claim)));
  }

  return {
    name: "persistentvolume-binder",
    workers: 1,
    kinds: ["PersistentVolumeClaim", "PersistentVolume", "StorageClass", "Node"],
    watch: (queue) => {
      queue.add(sweepKey);
      return [
        claims.onChange(({ object }) => {
          queue.add(claimKey(nameOf(object)));
          for (const name of [object.spec.volumeName, volumeNameFor(object)]) if (name) queue.add(volumeKey(name));
        }),
        volumes.onChange(({ object }) => {
          queue.add(volumeKey(object.metadata.name));
          enqueueClaim(queue, object);
          if (!object.spec.claimRef) enqueueUnbound(queue, () => true);
        }),
        classes.onChange(({ object }) =>
          enqueueUnbound(queue, ({ spec }) => spec.storageClassName === object.metadata.name),
        ),
      ];
    },
    async reconcile(key) {
      if (key === sweepKey) return sweep();
      return key.startsWith("claim:") ? ofClaim(key.slice(6)) : ofVolume(key.slice(7));
    },
  };
}

function claimKey(name: string): string {
  return `claim:${name}`;
}
function volumeKey(name: string): string {
  return `volume:${name}`;
}
