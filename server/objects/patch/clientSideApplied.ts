import { compareFields } from "./compareFields";
import { difference, type Fields, isEmpty, noFields } from "./fieldSet";
import { fieldsOf } from "./fieldsOf";
import type { FieldType } from "./fieldType";
import { isMap, type JsonMap } from "./json";
import type { ApplyConflict } from "./serverSideApply";

/** Where `kubectl apply` keeps what it applied last, when it applies by itself. */
export const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/**
 * The conflicts that are left for `kubectl apply --server-side` on an object that kubectl has applied by itself before:
 * what it set then, and nobody has changed since, is its own under another name.
 * Source: apimachinery, `util/managedfields/internal/lastappliedmanager.go`.
 */
export function conflictsBeside(type: FieldType, live: object, conflicts: readonly ApplyConflict[]): ApplyConflict[] {
  const own = unchangedSince(type, live);
  return conflicts.flatMap(({ entry, fields }) => {
    const left = difference(fields, own);
    return isEmpty(left) ? [] : [{ entry, fields: left }];
  });
}

function unchangedSince(type: FieldType, live: object): Fields {
  const config = configurationIn(live);
  if (!config) return noFields;
  const { added, modified, removed } = compareFields(type, { before: config, after: live });
  return [added, modified, removed].reduce(difference, fieldsOf(type, config));
}

function configurationIn(live: object): JsonMap | undefined {
  const text = annotationsOf(live)?.[lastApplied];
  try {
    const config: unknown = JSON.parse(typeof text === "string" ? text : "");
    return isMap(config) && config.apiVersion === (live as JsonMap).apiVersion ? config : undefined;
  } catch {
    return undefined;
  }
}

/** The applied object with its annotation brought up to what was applied, where it has one: kubectl may go back to it. */
export function withLastApplied(object: object, config: JsonMap): object {
  const annotations = annotationsOf(object);
  if (!annotations?.[lastApplied]) return object;
  const { metadata } = object as { metadata: JsonMap };
  const given = annotationsOf(config);
  const { [lastApplied]: _old, ...others } = given ?? {};
  const plain = given ? { ...config, metadata: { ...(config.metadata as JsonMap), annotations: others } } : config;
  const text = `${JSON.stringify(plain)}\n`;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [lastApplied]: text } } };
}

function annotationsOf(object: object): JsonMap | undefined {
  const { metadata } = object as JsonMap;
  return isMap(metadata) && isMap(metadata.annotations) ? metadata.annotations : undefined;
}
