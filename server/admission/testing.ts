import { systemSubject } from "@/server/cluster/subject";
import { apiVersionOf, groupResource } from "@/server/objects/kind";
import { KindRegistry } from "@/server/objects/registry";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { FakeClock } from "@/server/testing/fakeClock";
import { admit } from "./admit";
import type { AdmissionContext, AdmissionRequest } from "./request";
import { Reservations } from "./reservations";

export const registry = new KindRegistry();

/** A context whose cluster holds these objects; names and identities count up. */
export function contextWith(
  objects: readonly KubeObject[] = [],
  more: Partial<AdmissionContext> = {},
): AdmissionContext {
  const clock = new FakeClock();
  const resourceOf = ({ apiVersion, kind }: KubeObject) => {
    const found = registry.all().find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);
    return found ? groupResource(found) : "";
  };
  let count = 0;
  return {
    lookups: {
      get: async (resource, { namespace, name }) =>
        objects.find(
          (one) =>
            resourceOf(one) === resource &&
            one.metadata.name === name &&
            (one.metadata.namespace ?? "") === (namespace ?? ""),
        ),
      list: async (resource, namespace) =>
        objects.filter(
          (one) => resourceOf(one) === resource && (namespace === undefined || one.metadata.namespace === namespace),
        ),
    },
    may: async ({ groups }) => groups.includes("system:masters"),
    registry,
    clock,
    random: { uuid: () => `uid-${++count}`, suffix: (length) => "abcde".slice(0, length), fraction: () => 0 },
    reservations: new Reservations(clock),
    ...more,
  };
}

export interface Submission extends Partial<Pick<AdmissionRequest, "subresource" | "dryRun" | "old">> {
  readonly object: KubeObject | Manifest;
}

/** Creates, or updates what is `old`. */
export function submit({ object, old, dryRun = false, subresource }: Submission, context = contextWith([])) {
  const kind = registry.forManifest(object);
  if (!kind) throw new Error(`no kind for ${object.kind}`);
  const verb = old ? "update" : "create";
  return admit({ verb, kind, object, old, subject: systemSubject("test"), dryRun, subresource }, context);
}
