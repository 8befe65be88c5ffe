import type { Cluster } from "@/server/cluster/cluster";
import { isReason } from "@/server/lib/errors";
import type { ConfigMap, ObjectOf, PersistentVolume, PersistentVolumeClaim, Secret } from "@/server/objects/types";

type Referred = "ConfigMap" | "Secret" | "PersistentVolumeClaim" | "PersistentVolume";

/** What pods refer to by name. Undefined when it is not there. */
export interface References {
  configMap(namespace: string, name: string): Promise<ConfigMap | undefined>;
  secret(namespace: string, name: string): Promise<Secret | undefined>;
  claim(namespace: string, name: string): Promise<PersistentVolumeClaim | undefined>;
  volume(name: string): Promise<PersistentVolume | undefined>;
  /** Nobody on this node refers to anything of it any more. */
  forget(namespace: string): void;
}

/**
 * Reads from the cluster, and keeps the last answers in memory (never on disk), so that a container can be started
 * again while the control plane is away.
 */
export function openReferences(cluster: Cluster): References {
  const known = new Map<string, ObjectOf<Referred>>();
  async function read<K extends Referred>(kind: K, namespace: string, name: string) {
    const key = `${namespace}/${kind}/${name}`;
    try {
      const object = await cluster.get(kind, namespace === "" ? { name } : { namespace, name });
      known.set(key, object);
      return object;
    } catch (error) {
      if (isReason(error, "NotFound")) {
        known.delete(key);
        return undefined;
      }
      const last = known.get(key);
      if (last && !isReason(error, "Forbidden", "Unauthorized")) return last;
      throw error;
    }
  }
  return {
    configMap: async (namespace, name) => (await read("ConfigMap", namespace, name)) as ConfigMap | undefined,
    secret: async (namespace, name) => (await read("Secret", namespace, name)) as Secret | undefined,
    claim: async (namespace, name) =>
      (await read("PersistentVolumeClaim", namespace, name)) as PersistentVolumeClaim | undefined,
    volume: async (name) => (await read("PersistentVolume", "", name)) as PersistentVolume | undefined,
    forget(namespace) {
      for (const key of known.keys()) if (key.startsWith(`${namespace}/`)) known.delete(key);
    },
  };
}
