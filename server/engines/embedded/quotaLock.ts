import type { AdmissionRequest } from "@/server/admission/request";
import { mayCost } from "@/server/admission/steps/resourceQuota";
import type { Engine } from "./engine";

/**
 * Runs a write that could take from a quota alone in its namespace, from the counting until it is stored; where there is
 * no quota, nobody waits.
 */
export async function underQuota<T>(
  engine: Engine,
  request: Pick<AdmissionRequest, "kind" | "verb" | "subresource"> & { readonly namespace?: string },
  run: () => Promise<T>,
): Promise<T> {
  const { namespace } = request;
  if (!namespace || !mayCost(request)) return run();
  const { items } = await engine.store.list({ resource: "resourcequotas", namespace });
  return items.length === 0 ? run() : engine.locks.hold(`quota of ${namespace}`, run);
}
