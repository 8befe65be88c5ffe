import type { Node, PersistentVolume, StorageClass } from "@/server/objects/types";

export interface ClaimWorld {
  readonly volumes: readonly PersistentVolume[];
  /** The claim's class, where it names one that is there. */
  readonly storage: StorageClass | undefined;
  /** The node that the scheduler chose, where it is there. */
  readonly node: Node | undefined;
  /** Where a folder of this name would lie; undefined where folders cannot be made. */
  readonly pathOf: ((name: string) => string) | undefined;
  readonly timestamp: string;
}
