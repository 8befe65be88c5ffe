import type { Cluster } from "@/server/cluster/cluster";
import { type Reflector, reflect } from "@/server/cluster/reflector";
import type { Clock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import type { Pod } from "@/server/objects/types";
import type { PodRef } from "./drainPlan";

/** Which of a node's pods are still there, by a watch: nobody asks again and again. */
export class Presence {
  readonly #pods: Reflector<Pod>;
  readonly #waiting = new Map<string, () => void>();

  constructor(cluster: Cluster, node: string, { clock }: { readonly clock: Clock }) {
    this.#pods = reflect(cluster, "Pod", { fieldSelector: `spec.nodeName=${node}`, clock, log: silentLog });
    this.#pods.onChange(({ type, object }) => {
      if (type === "DELETED" || type === "GONE") this.#waiting.get(object.metadata.uid)?.();
    });
  }

  /** Not known to be gone: until the first list is in, everything may be there. */
  has({ namespace, name, uid }: PodRef): boolean {
    return this.#pods.resourceVersion === "" || this.#pods.get(namespace, name)?.metadata.uid === uid;
  }

  /** Resolves once the pod is gone; at once when it is. */
  async gone(pod: PodRef): Promise<void> {
    await this.#pods.synced;
    if (!this.has(pod)) return;
    await new Promise<void>((resolve) => this.#waiting.set(pod.uid, resolve));
  }

  close(): void {
    this.#pods.close();
  }
}
