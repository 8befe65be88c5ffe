import type { Patch, UpdateOptions } from "@/server/cluster/cluster";
import { timestamp } from "@/server/lib/clock";
import { ClusterError, isReason } from "@/server/lib/errors";
import { apiVersionOf, type KindDefinition } from "@/server/objects/kind";
import { configurationFaults } from "@/server/objects/patch/checkConfiguration";
import { conflictsBeside, withLastApplied } from "@/server/objects/patch/clientSideApplied";
import { resetBy } from "@/server/objects/patch/doorFields";
import { fieldTypeOf } from "@/server/objects/patch/fieldType";
import { isMap, type JsonMap } from "@/server/objects/patch/json";
import type { ManagedFieldsEntry } from "@/server/objects/patch/managedFieldsEntry";
import { conflictText, serverSideApply } from "@/server/objects/patch/serverSideApply";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { keyOf, storeOf } from "./engine";
import { authorise } from "./guard";
import { apart } from "./owners";
import { badRequest, conflict } from "./refusals";
import { change, create, type Writer, type Written } from "./write";

type ApplyPatch = Extract<Patch, { readonly type: "apply" }>;

interface Wanted {
  readonly config: JsonMap;
  readonly manager: string;
  readonly force?: boolean;
  readonly subresource?: "status" | "scale";
}

/** Server-side apply on an object or on one of its doors; creates the object when there is none, but not by a subresource. */
export async function applyPatch(writer: Writer, patch: ApplyPatch, options: UpdateOptions): Promise<Written> {
  const { engine, asked } = writer;
  const { kind, namespace, name = "" } = asked;
  const { subresource, dryRun, fieldManager: manager = "" } = options;
  if (manager === "") throw badRequest("fieldManager: Required value: is required for apply patch");
  const config = configurationOf(patch.body, writer, subresource);
  const wanted: Wanted = { config, manager, force: patch.force, subresource };
  const key = keyOf(kind, { namespace, name });
  const uid = uidOf(config);
  for (;;) {
    const isThere = subresource !== undefined || (await storeOf(engine, kind).get(key)) !== undefined;
    try {
      if (!isThere) {
        const created = await createBy(writer, wanted, dryRun);
        options.onCreated?.();
        return created;
      }
      const next = (live: KubeObject) => applied(writer, live, wanted);
      return await change(writer, { key, subresource, dryRun, fieldManager: manager, isApplied: true, uid, next });
    } catch (error) {
      // It came or went between looking and writing: the other way is the right one now.
      const isOver = subresource !== undefined || !isReason(error, isThere ? "NotFound" : "AlreadyExists");
      if (isOver || error.about?.name !== name) throw error;
    }
  }
}

/** Whoever applies what is not there must be allowed to create it, too. */
async function createBy(writer: Writer, wanted: Wanted, dryRun: boolean | undefined): Promise<Written> {
  const { engine, subject, asked } = writer;
  const { kind, namespace, name = "" } = asked;
  const uid = uidOf(wanted.config);
  if (uid !== undefined) {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(kind, name, why);
  }
  const about = { ...asked, verb: "create" } as const;
  const decision = await authorise(engine, subject, about);
  const { object, sent } = apart(applied(writer, undefined, wanted));
  const metadata = { ...object.metadata, name, ...(namespace && { namespace }) };
  const owners = sent as readonly ManagedFieldsEntry[] | undefined;
  const manifest = { ...object, metadata } as unknown as Manifest;
  return create({ ...writer, asked: about, decision }, manifest, { dryRun, applied: owners ?? [] });
}

/** The live object with the configuration applied, and the owners that this leaves. Throws `Conflict`. */
function applied({ engine, asked: { kind } }: Writer, stored: KubeObject | undefined, wanted: Wanted): KubeObject {
  const { manager, subresource, force, config } = wanted;
  const { object: live = {}, entries = [] } = stored
    ? { object: apart(stored).object, entries: stored.metadata.managedFields }
    : {};
  const now = timestamp(engine.clock);
  const by = { manager, apiVersion: apiVersionOf(kind), now, ...(subresource && { subresource }) };
  const type = fieldTypeOf(kind.schema);
  const reset = resetBy(kind, subresource);
  const asks = { type, live, config, entries, by, reset };
  let result = serverSideApply({ ...asks, force });
  if ("conflicts" in result && manager === "kubectl") {
    const conflicts = conflictsBeside(type, live, result.conflicts);
    result = conflicts.length > 0 ? { conflicts } : serverSideApply({ ...asks, force: true });
  }
  if ("conflicts" in result) {
    // Who scales is told of the Scale's version, as by Kubernetes.
    const { says, causes } = conflictText(result.conflicts, subresource === "scale" ? scaleVersion : undefined);
    const fields = causes.map((cause) => ({ ...cause, reason: "FieldManagerConflict" as const }));
    throw new ClusterError("Conflict", { says, fields });
  }
  const object = (manager === "kubectl" ? withLastApplied(result.object, config) : result.object) as KubeObject;
  return { ...object, metadata: { ...object.metadata, managedFields: result.entries } };
}

const scaleVersion = "autoscaling/v1";

/** The configuration, once it is one of this kind and its lists can be told apart; of a Scale, the part of the object. */
function configurationOf(body: unknown, { asked }: Writer, subresource: string | undefined): JsonMap {
  const { kind, namespace = "", name = "" } = asked;
  if (!isMap(body)) throw badRequest("error decoding patch: an apply patch must be an object");
  const { apiVersion = "", kind: kindName = "", metadata = {} } = body;
  const isScale = subresource === "scale";
  const expected = isScale ? [scaleVersion, "Scale"] : [apiVersionOf(kind), kind.kind];
  if (apiVersion !== expected[0] || kindName !== expected[1])
    throw badRequest(`invalid object type: ${typeText(body)}`);
  if (!isMap(metadata)) throw badRequest("metadata must be an object");
  if (metadata.managedFields !== undefined && metadata.managedFields !== null)
    throw badRequest("metadata.managedFields must be nil");
  const { name: sentName, namespace: sentNamespace } = metadata;
  if (sentName && sentName !== name)
    throw badRequest(`the name of the object (${String(sentName)}) does not match the name on the URL (${name})`);
  if (sentNamespace && sentNamespace !== namespace)
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  if (isScale) return scaleConfiguration(kind, body);
  const faults = configurationFaults(fieldTypeOf(kind.schema), body);
  if (faults.length > 0) throw untyped(body, faults);
  return body;
}

function scaleConfiguration(kind: KindDefinition, { metadata, spec }: JsonMap): JsonMap {
  const replicas = isMap(spec) ? spec.replicas : undefined;
  return {
    ...{ apiVersion: apiVersionOf(kind), kind: kind.kind, metadata },
    ...(replicas !== undefined && { spec: { replicas } }),
  };
}

/** In the words of Kubernetes' field manager, which calls this the server's fault. */
function untyped(body: JsonMap, faults: readonly string[]): ClusterError {
  const { namespace = "", name = "" } = isMap(body.metadata) ? body.metadata : {};
  const what = `failed to create typed patch object (${String(namespace)}/${String(name)}; ${typeText(body)})`;
  const [only, ...more] = faults;
  const list = more.length === 0 ? only : ["errors:", ...faults.map((fault) => `  ${fault}`)].join("\n");
  return new ClusterError("InternalError", { says: `${what}: ${list}` });
}

function typeText({ apiVersion = "", kind = "" }: JsonMap): string {
  const text = String(apiVersion);
  return `${text.includes("/") ? text : `/${text}`}, Kind=${String(kind)}`;
}

function uidOf({ metadata }: JsonMap): string | undefined {
  const uid = isMap(metadata) ? metadata.uid : undefined;
  return typeof uid === "string" && uid !== "" ? uid : undefined;
}
