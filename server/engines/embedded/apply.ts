import type { Applied, WriteOptions } from "@/server/cluster/cluster";
import { ClusterError, isReason } from "@/server/lib/errors";
import { readManifest } from "@/server/objects/check";
import type { KindDefinition } from "@/server/objects/kind";
import { lastApplied } from "@/server/objects/patch/clientSideApplied";
import { threeWayPatch } from "@/server/objects/patch/threeWayPatch";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { required } from "@/server/objects/validation/fieldErrors";
import { keyOf, storeOf } from "./engine";
import { audited, authorise } from "./guard";
import type { Who } from "./views";
import { change, create, type Written } from "./write";

/**
 * Create or update, as `kubectl apply`: what an earlier apply set and this manifest lacks is removed, what others set is
 * left. A namespaced manifest without a namespace goes to `default`. The manifest is kept in kubectl's own annotation, so
 * that kubectl and the console can take turns.
 *
 * Not a server-side apply (`applyPatch.ts`), for the sake of those turns: that one removes only what its own manager
 * applied, so what `kubectl apply` had set, or an object from before owners were kept, would stay for ever; and kubectl
 * would find no annotation to go by. As with kubectl, the fields that it changes are the manager's, by an Update.
 */
export async function apply(who: Who, given: Manifest, options: WriteOptions): Promise<Applied> {
  const { kind, sound } = readManifest(who.engine.registry, given);
  const { name, namespace: wanted = "default" } = sound.metadata;
  const namespace = kind.isNamespaced ? wanted : undefined;
  if (!name) throw unnamed();
  const run = async () => {
    const placed = { ...sound, metadata: { ...sound.metadata, namespace } };
    const { object, before, isChanged } = await applyOnce(who, { kind, manifest: placed }, options);
    const outcome = before ? (isChanged ? "configured" : "unchanged") : "created";
    return { result: { object, ...(before && { before }), outcome } as Applied, before, after: object };
  };
  if (options.dryRun) return (await run()).result;
  return audited(who, { verb: "apply", kind, namespace, name }, run);
}

function unnamed(): ClusterError {
  const says = "a manifest that is applied must have a name: generateName is for create";
  return new ClusterError("BadRequest", { says, fields: [required("metadata.name")] });
}

async function applyOnce(
  who: Who,
  { kind, manifest }: { kind: KindDefinition; manifest: Manifest },
  options: WriteOptions,
): Promise<Written> {
  const { engine, subject } = who;
  const { namespace, name = "" } = manifest.metadata;
  const key = keyOf(kind, { namespace, name });
  const asked = { kind, namespace, name };
  const desired = withLastApplied(manifest);
  for (;;) {
    const isThere = (await storeOf(engine, kind).get(key)) !== undefined;
    const about = { ...asked, verb: isThere ? ("patch" as const) : ("create" as const) };
    const writer = { ...who, asked: about, decision: await authorise(engine, subject, about) };
    try {
      if (!isThere) return await create(writer, desired, options);
      const next = (old: KubeObject) => threeWayPatch(kind.schema, { lastApplied: appliedTo(old), live: old, desired });
      return await change(writer, { key, dryRun: options.dryRun, fieldManager: options.fieldManager, next });
    } catch (error) {
      // It came or went between looking and writing: the other way is the right one now.
      if (!isReason(error, isThere ? "NotFound" : "AlreadyExists") || error.about?.name !== name) throw error;
    }
  }
}

/** The manifest with itself in the annotation, in kubectl's form: compact, and ended by a newline. */
function withLastApplied(manifest: Manifest): Manifest {
  const { status: _status, ...sent } = manifest;
  const { [lastApplied]: _old, ...annotations } = manifest.metadata.annotations ?? {};
  const plain = { ...sent, metadata: { ...manifest.metadata, annotations } };
  const text = `${JSON.stringify(plain)}\n`;
  return { ...plain, metadata: { ...plain.metadata, annotations: { ...annotations, [lastApplied]: text } } };
}

/** What an earlier apply set; nothing when there was none, or its annotation cannot be read. */
function appliedTo(object: KubeObject): unknown {
  try {
    return JSON.parse(object.metadata.annotations?.[lastApplied] ?? "{}");
  } catch {
    return {};
  }
}
