import { fieldElement } from "./fieldSet";
import { elementText } from "./fieldsV1";
import { type FieldType, partsOf } from "./fieldType";
import { isMap, type JsonMap } from "./json";

/**
 * What makes a configuration one that cannot be applied, in Kubernetes' words: fields that the schema has not, and lists
 * with two elements of one key, or one without any. Types are the schema check's to judge.
 * Source: structured-merge-diff, `typed/validate.go`.
 */
export function configurationFaults(type: FieldType, value: unknown, path = ""): string[] {
  const parts = partsOf(type, value);
  if (parts === "map") return mapFaults(type, value as JsonMap, path);
  return parts === "list" ? listFaults(type, value as readonly unknown[], path) : [];
}

function mapFaults(type: FieldType, map: JsonMap, path: string): string[] {
  return Object.entries(map).flatMap(([name, value]) => {
    const [field, at] = [type.field(name), path + elementText(fieldElement(name))];
    return field ? configurationFaults(field.type, value, at) : [`${at}: field not declared in schema`];
  });
}

function listFaults(type: FieldType, list: readonly unknown[], path: string): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const [index, item] of list.entries()) {
    const element = type.elementOf(item);
    if (element === undefined) return [...faults, `${path}: element ${index}: ${whyNoElement(item)}`];
    if (seen.has(element)) faults.push(`${path}: duplicate entries for key ${elementText(element)}`);
    seen.add(element);
    faults.push(...configurationFaults(type.item, item, path + elementText(element)));
  }
  return faults;
}

function whyNoElement(item: unknown): string {
  if (isMap(item))
    return "associative list with keys has an element that omits all key fields (and doesn't have default values for any key fields)";
  return item === null
    ? "associative list with keys may not have a null element"
    : "associative list with keys may not have non-map elements";
}
