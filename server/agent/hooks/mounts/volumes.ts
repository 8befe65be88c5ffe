import { createHash } from "node:crypto";
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  lstatSync,
  mkdirSync,
  rmdirSync,
  rmSync,
  statSync,
} from "node:fs";
import path from "node:path";
import { messageOf } from "@/server/lib/errors";
import type { Container } from "@/server/objects/types";
import { type Mount, RuntimeError } from "../../runtime/runtime";
import { expand } from "../expand";
import { type FolderOwner, writeAtomically } from "./atomicFolder";
import { claimFolder } from "./claims";
import { checkedHostPath } from "./hostPath";
import { holdsSecrets, type PayloadContext, payloadOf, type Volume } from "./payloads";
import { findBelow } from "./subPath";

export interface VolumePlaces {
  /** On disk, below the node's folder. */
  readonly disk: string;
  /** In memory; the same as `disk` on a machine without such a place. */
  readonly memory: string;
}

export interface VolumeContext extends PayloadContext {
  readonly places: VolumePlaces;
  /** Whom the pod's containers run as unless they say otherwise. */
  readonly user?: FolderOwner;
}

/** Makes or updates all volumes of a pod, repeatable; throws the first failure in kubelet's words. */
export async function setUpVolumes(context: VolumeContext): Promise<void> {
  for (const volume of context.pod.spec.volumes ?? []) {
    try {
      await setUpVolume(volume, context);
    } catch (error) {
      const says = `MountVolume.SetUp failed for volume "${volume.name}" : ${messageOf(error)}`;
      throw new RuntimeError("FailedMount", says);
    }
  }
}

async function setUpVolume(volume: Volume, context: VolumeContext): Promise<void> {
  if (volume.persistentVolumeClaim) return setUpClaim(volume, context);
  const dir = folderOf(volume, { ...context, claims: new Map() });
  if (volume.hostPath) return void checkedHostPath(volume.hostPath);
  if (volume.emptyDir) return makeEmptyDir(dir, context);
  const payload = await payloadOf(volume, context);
  if (!payload) {
    const kind = Object.keys(volume).find((key) => key !== "name") ?? "nothing";
    throw new Error(`a volume of ${kind} is not supported on this node`);
  }
  makeParent(dir);
  writeAtomically(dir, payload, ownerOf(context));
  chmodSync(dir, 0o755);
}

/** A claim's folder is never made here: one that is missing has lost its data, and that must not look like an empty one. */
async function setUpClaim(volume: Volume, context: VolumeContext): Promise<void> {
  const folder = await claimFolder(volume, context);
  if (!folder) return;
  if (!statSync(folder, { throwIfNoEntry: false })) throw new Error(`path "${folder}" does not exist`);
  const { fsGroup } = context.pod.spec.securityContext ?? {};
  if (fsGroup === undefined || process.getuid?.() !== 0) return;
  chownSync(folder, -1, fsGroup);
  chmodSync(folder, statSync(folder).mode | 0o2070);
}

function makeEmptyDir(dir: string, context: VolumeContext): void {
  if (statSync(dir, { throwIfNoEntry: false })) return;
  makeParent(dir);
  mkdirSync(dir);
  const owner = ownerOf(context);
  if (owner) chownSync(dir, owner.uid, owner.gid);
  chmodSync(dir, context.pod.spec.securityContext?.fsGroup === undefined ? 0o777 : 0o2777);
}

/** What lies above a volume is for the agent alone: nobody else gets through to it but by the mount. */
function makeParent(dir: string): void {
  mkdirSync(path.dirname(dir), { recursive: true, mode: 0o700 });
}

/** Only root can give files away. */
function ownerOf({ pod, user }: VolumeContext): FolderOwner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const { runAsUser, runAsGroup, fsGroup } = pod.spec.securityContext ?? {};
  const uid = runAsUser ?? user?.uid;
  const gid = fsGroup ?? runAsGroup ?? user?.gid ?? uid;
  return uid === undefined && gid === undefined ? undefined : { uid: uid ?? 0, gid: gid ?? 0 };
}

function folderOf(volume: Volume, { pod, places, claims }: MountContext): string {
  if (volume.hostPath) return volume.hostPath.path;
  if (volume.persistentVolumeClaim) return claims.get(volume.name) ?? "";
  const isInMemory = holdsSecrets(volume) || volume.emptyDir?.medium === "Memory";
  return path.join(isInMemory ? places.memory : places.disk, pod.metadata.uid, "volumes", volume.name);
}

export interface MountContext extends Pick<VolumeContext, "pod" | "places"> {
  /** Where claims' volumes lie, by the volume's name in the pod. */
  readonly claims: ReadonlyMap<string, string>;
}

/** What a container sees of the pod's volumes. */
export function mountsOf(container: Container, context: MountContext, env: Readonly<Record<string, string>>): Mount[] {
  const volumes = new Map((context.pod.spec.volumes ?? []).map((volume) => [volume.name, volume]));
  return (container.volumeMounts ?? []).map(({ name, mountPath, readOnly, subPath, subPathExpr }) => {
    const volume = volumes.get(name);
    if (!volume) throw new RuntimeError("CreateContainerConfigError", `volume "${name}" is not there`);
    const source = folderOf(volume, context);
    const below = subPathExpr ? expand(subPathExpr, (variable) => env[variable]) : subPath;
    // Files that the agent keeps up to date are not the container's to change.
    const isOurs = !volume.emptyDir && !volume.hostPath && !volume.persistentVolumeClaim;
    const isClaimedReadOnly = volume.persistentVolumeClaim?.readOnly ?? false;
    return {
      ...(below ? placeBelow(source, below) : { source }),
      target: mountPath,
      isReadOnly: (readOnly ?? false) || isOurs || isClaimedReadOnly,
    };
  });
}

function placeBelow(source: string, below: string): Pick<Mount, "source" | "identity"> {
  try {
    const { path: found, identity } = findBelow(source, below);
    return { source: found, identity };
  } catch (error) {
    throw new RuntimeError("CreateContainerConfigError", messageOf(error));
  }
}

export function removeVolumes(uid: string, places: VolumePlaces): void {
  for (const place of [places.disk, places.memory]) rmSync(path.join(place, uid), { recursive: true, force: true });
}

/** An empty folder in memory is not left behind; one that pods still use stays. */
export function leavePlaces({ memory }: VolumePlaces): void {
  try {
    rmdirSync(memory);
  } catch {
    // Still in use.
  }
}

/** A folder in memory for what must not go to disk, one per data folder; the disk's where there is none. */
export function memoryPlace(dataDir: string, disk: string, shared = "/dev/shm"): string {
  try {
    accessSync(shared, constants.W_OK);
    const dir = memoryFolder(dataDir, shared);
    if (!lstatSync(dir, { throwIfNoEntry: false })) mkdirSync(dir, { mode: 0o700 });
    // Anybody may put something there first: only what is seen to be a folder of ours is used, or touched at all.
    const found = lstatSync(dir);
    if (!found.isDirectory() || found.uid !== process.getuid?.()) return disk;
    chmodSync(dir, 0o700);
    return dir;
  } catch {
    return disk;
  }
}

/**
 * Once none of the node's pods runs: their Secrets and tokens are nobody's need in memory. An agent that starts a pod
 * again fills its volumes anew, as after a reboot. What is not ours stays.
 */
export function clearMemoryPlace(dataDir: string, shared = "/dev/shm"): void {
  const dir = memoryFolder(dataDir, shared);
  const found = lstatSync(dir, { throwIfNoEntry: false });
  if (found?.isDirectory() && found.uid === process.getuid?.()) rmSync(dir, { recursive: true, force: true });
}

function memoryFolder(dataDir: string, shared: string): string {
  const name = createHash("sha256").update(path.resolve(dataDir)).digest("hex").slice(0, 12);
  return path.join(shared, `pilothouse-${name}`);
}
