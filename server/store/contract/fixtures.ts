import { isReason } from "@/server/lib/errors";
import type { KubeObject } from "@/server/objects/types";
import type { Change, Key, Operation, Store, Watch } from "../store";

export type MakeStore = (options: { readonly ringCapacity?: number }) => Promise<Store>;

export function keyOf(name: string, resource = "configmaps", namespace = "default"): Key {
  return { resource, namespace, name };
}

export function objectAt(key: Key, data: Record<string, string> = {}): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: key.name,
      namespace: key.namespace,
      uid: `uid-${key.name}`,
      resourceVersion: "",
      creationTimestamp: "2026-01-01T00:00:00Z",
    },
    data,
  };
}

export function put(key: Key, data?: Record<string, string>): Operation {
  return { type: "put", key, object: objectAt(key, data) };
}

/** Reads until `count` changes have come. */
export async function take(watch: Watch, count: number): Promise<Change[]> {
  const seen: Change[] = [];
  if (count === 0) return seen;
  for await (const batch of watch) {
    seen.push(...batch);
    if (seen.length >= count) break;
  }
  return seen;
}

export const shown = (changes: readonly Change[]) => changes.map(({ type, key }) => `${type} ${key.name}`);

/** How a commit ended: `done`, or the reason why it was refused. */
export function outcome(result: PromiseSettledResult<unknown>): string {
  if (result.status === "fulfilled") return "done";
  return isReason(result.reason, "BadRequest", "NotFound", "Conflict", "AlreadyExists")
    ? result.reason.reason
    : "error";
}
