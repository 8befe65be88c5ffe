import { childrenOf, FieldSetBuilder, type Fields, fieldElement, setOfChildren } from "./fieldSet";
import { type FieldType, partsOf } from "./fieldType";
import { isMap, type JsonMap } from "./json";

/**
 * The fields that a configuration names: what applying it takes ownership of.
 * Source: structured-merge-diff, `typed/tofieldset.go`.
 */
export function fieldsOf(type: FieldType, value: unknown): Fields {
  const builder = new FieldSetBuilder();
  collect(type, value, { path: [], builder });
  return builder.fields;
}

interface Collecting {
  readonly path: string[];
  readonly builder: FieldSetBuilder;
}

function collect(type: FieldType, value: unknown, at: Collecting): void {
  const parts = partsOf(type, value);
  if (parts === "map") collectMap(type, value as JsonMap, at);
  else if (parts === "list") collectList(type, value as readonly unknown[], at);
  else if (value !== null || type.shape === "whole") at.builder.insert(at.path);
}

function collectMap(type: FieldType, map: JsonMap, at: Collecting): void {
  for (const [name, value] of Object.entries(map)) {
    const field = type.field(name);
    if (!field || value === undefined) continue;
    at.path.push(fieldElement(name));
    collect(field.type, value, at);
    const isBare = value === null || (isMap(value) && Object.keys(value).length === 0);
    if (isBare || !field.isNamed) at.builder.insert(at.path);
    at.path.pop();
  }
}

function collectList(type: FieldType, list: readonly unknown[], at: Collecting): void {
  const elements = list.map((item) => type.elementOf(item));
  list.forEach((item, index) => {
    const element = elements[index];
    if (element === undefined) return;
    at.path.push(element);
    // Elements of one key are owned as one, without their fields.
    if (elements.indexOf(element) === elements.lastIndexOf(element)) collect(type.item, item, at);
    at.builder.insert(at.path);
    at.path.pop();
  });
}

/** The set with every named field that has something below it as a member, too: it is removed with the last of those. */
export function withNamedFields(type: FieldType, fields: Fields): Fields {
  return setOfChildren(
    childrenOf(fields).map(([element, node, isMember]) => {
      const field = element.startsWith("f:") ? type.field(element.slice(2)) : undefined;
      const below = field?.type ?? type.item;
      return [element, withNamedFields(below, node), isMember || field?.isNamed === true] as const;
    }),
  );
}
