import type { PersistentVolume, Pod } from "@/server/objects/types";
import type { References } from "../../references";
import { RuntimeError } from "../../runtime/runtime";
import type { Volume } from "./payloads";

interface Context {
  readonly pod: Pod;
  readonly references: References;
}

/** The folder that a claim of the pod stands for; undefined for another sort of volume. Throws in kubelet's words. */
export async function claimFolder(volume: Volume, { pod, references }: Context): Promise<string | undefined> {
  const name = volume.persistentVolumeClaim?.claimName;
  if (!name) return undefined;
  const { namespace = "" } = pod.metadata;
  const claim = await references.claim(namespace, name);
  if (!claim) throw new Error(`persistentvolumeclaim "${name}" not found`);
  const { volumeName } = claim.spec;
  if (claim.status?.phase !== "Bound" || !volumeName)
    throw new Error(
      `PVC ${namespace}/${name} has non-bound phase ("${claim.status?.phase}") or empty pvc.Spec.VolumeName`,
    );
  const found = await references.volume(volumeName);
  if (!found) throw new Error(`persistentvolume "${volumeName}" not found`);
  if (found.spec.claimRef?.uid !== claim.metadata.uid)
    throw new Error(`PV ${volumeName} is bound to another claim than ${namespace}/${name}`);
  return folderOf(found);
}

function folderOf({ metadata, spec }: PersistentVolume): string {
  const folder = spec.local?.path ?? spec.hostPath?.path;
  if (folder) return folder;
  throw new Error(`volume ${metadata.name} is no folder of this machine: only local and hostPath are supported here`);
}

/** All claims' folders, by the volume's name in the pod. */
export async function claimFolders(pod: Pod, references: References): Promise<ReadonlyMap<string, string>> {
  const folders = new Map<string, string>();
  for (const volume of pod.spec.volumes ?? []) {
    if (!volume.persistentVolumeClaim) continue;
    try {
      folders.set(volume.name, (await claimFolder(volume, { pod, references })) ?? "");
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      throw new RuntimeError("CreateContainerConfigError", says);
    }
  }
  return folders;
}
