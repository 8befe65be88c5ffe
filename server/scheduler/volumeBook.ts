import type { ReflectorChange } from "@/server/cluster/reflector";
import { nameOf } from "@/server/objects/meta";
import type { PersistentVolume, PersistentVolumeClaim, Pod, StorageClass } from "@/server/objects/types";

export type VolumeObject = PersistentVolumeClaim | PersistentVolume | StorageClass;

/** What the scheduler knows of claims, volumes and classes; filled by watches. */
export class VolumeBook {
  readonly #claims = new Map<string, PersistentVolumeClaim>();
  readonly #volumes = new Map<string, PersistentVolume>();
  readonly #classes = new Map<string, StorageClass>();

  take({ type, object }: Pick<ReflectorChange<VolumeObject>, "type" | "object">): void {
    const maps = {
      PersistentVolumeClaim: this.#claims,
      PersistentVolume: this.#volumes,
      StorageClass: this.#classes,
    } as const;
    const map = maps[object.kind as keyof typeof maps] as Map<string, VolumeObject>;
    if (type === "DELETED" || type === "GONE") map.delete(nameOf(object));
    else map.set(nameOf(object), object);
  }

  claim(namespace: string, name: string): PersistentVolumeClaim | undefined {
    return this.#claims.get(`${namespace}/${name}`);
  }

  volume(name: string): PersistentVolume | undefined {
    return this.#volumes.get(name);
  }

  volumes(): readonly PersistentVolume[] {
    return [...this.#volumes.values()];
  }

  classOf({ spec }: PersistentVolumeClaim): StorageClass | undefined {
    return spec.storageClassName ? this.#classes.get(spec.storageClassName) : undefined;
  }
}

/** The claims that a pod refers to, each once. */
export function claimNamesOf({ spec }: Pod): string[] {
  const names = (spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
  return [...new Set(names)];
}
