import { type Fields, fieldElement, isEmpty, noFields } from "./fieldSet";
import { type FieldType, partsOf } from "./fieldType";
import type { JsonMap } from "./json";

/**
 * The value without the fields and elements of the set, as a copy where something goes; undefined when that leaves nothing.
 * A whole (atomic) value goes or stays with its field.
 * Source: structured-merge-diff, `typed/remove.go`.
 */
export function removeFields(type: FieldType, value: unknown, fields: Fields): unknown {
  const parts = partsOf(type, value);
  if (parts === "map") return fromMap(type, value as JsonMap, fields);
  return parts === "list" ? fromList(type, value as readonly unknown[], fields) : value;
}

function fromMap(type: FieldType, map: JsonMap, fields: Fields): unknown {
  const entries = Object.entries(map);
  const left = entries.flatMap(([name, value]) => {
    const kept = keptOf(type.field(name)?.type, value, fields[fieldElement(name)]);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  if (left.length === entries.length && left.every(([name, kept]) => kept === map[name])) return map;
  return left.length > 0 ? Object.fromEntries(left) : undefined;
}

function fromList(type: FieldType, list: readonly unknown[], fields: Fields): unknown {
  const left = list.flatMap((item) => {
    const kept = keptOf(type.item, item, fields[type.elementOf(item) ?? ""]);
    return kept === undefined ? [] : [kept];
  });
  if (left.length === list.length && left.every((kept, index) => kept === list[index])) return list;
  return left.length > 0 ? left : undefined;
}

function keptOf(type: FieldType | undefined, value: unknown, node: Fields = nothing): unknown {
  if (node === nothing) return value;
  if (isEmpty(node) || Object.hasOwn(node, ".")) return undefined;
  return type ? removeFields(type, value, node) : value;
}

/** Not `noFields`: that is the node of a member. */
const nothing: Fields = { ...noFields };
