import { admit } from "@/server/admission/admit";
import type { DeleteOptions } from "@/server/cluster/cluster";
import type { KubeObject } from "@/server/objects/types";
import type { Key, Operation } from "@/server/store/store";
import { decideDeletion } from "./deletion";
import { revisionOf, storeOf } from "./engine";
import { mustSee } from "./guard";
import { read } from "./reads";
import { badRequest, conflict, modified } from "./refusals";
import { untilStill } from "./retry";
import { kindsInclude } from "./shown";
import { commitOnto, lockOf, stamped, type Writer, type Written } from "./write";

/** Deletes the object, or marks it when something still holds it. Throws `Conflict` when a precondition does not hold. */
export function remove(writer: Writer, key: Key, options: DeleteOptions): Promise<Written> {
  return writer.engine.locks.hold(lockOf(key), () =>
    untilStill(
      () => removeOnce(writer, key, options),
      () => conflict(writer.asked.kind, key.name, modified),
    ),
  );
}

async function removeOnce(writer: Writer, key: Key, options: DeleteOptions): Promise<Written> {
  const { engine, subject, asked, decision } = writer;
  const { kind } = asked;
  const stored = await read(engine, { kind, key });
  const old = engine.secrets.open(kind, stored);
  mustSee(decision, old, writer);
  checkPreconditions(writer, old, options);
  const dryRun = options.dryRun ?? false;
  await admit({ verb: "delete", kind, object: old, old, subject, dryRun }, engine.admission);
  const deletion = decideDeletion(stored, options, engine.clock.now());
  if (deletion.type === "wait") return { object: old, before: old, isChanged: false };
  const after = deletion.type === "mark" ? engine.secrets.open(kind, deletion.object) : old;
  if (dryRun) return { object: after, before: old, isChanged: true };
  const expect = { revision: revisionOf(stored) };
  const operation: Operation =
    deletion.type === "mark"
      ? {
          type: "put",
          key,
          object: kind.custom ? await kind.custom.toStored(deletion.object) : deletion.object,
          expect,
        }
      : { type: "delete", key, expect };
  const revision = await commitOnto(storeOf(engine, kind), operation);
  await kindsInclude(engine, key, revision);
  return { object: stamped(after, revision), before: old, isChanged: true };
}

function checkPreconditions(
  { asked: { kind }, decision }: Writer,
  { metadata }: KubeObject,
  { uid, resourceVersion }: DeleteOptions,
): void {
  const { name, uid: stored } = metadata;
  if (decision.needsUid && !uid) throw badRequest("preconditions.uid must say which object is meant");
  // Kubernetes names the kind here, where every other conflict names the resource.
  const named = { ...kind, plural: kind.kind };
  if (uid && uid !== stored)
    throw conflict(
      named,
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${stored}). The object might have been deleted and then recreated`,
    );
  if (!resourceVersion || resourceVersion === metadata.resourceVersion) return;
  const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
  throw conflict(named, name, why);
}
