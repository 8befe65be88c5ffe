import type { KubeObject } from "@/server/objects/types";

/** By object, for as long as it lives: objects of a store never change, a changed one is another. */
const texts = new WeakMap<KubeObject, string>();

/** The object's JSON without `kind` and `apiVersion`, as a list has it: made once for all who read or watch it. */
export function itemJsonOf(object: KubeObject): string {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const { kind: _kind, apiVersion: _apiVersion, ...item } = object;
  const text = JSON.stringify(item);
  texts.set(object, text);
  return text;
}

/** The object's JSON. */
export function jsonOf(object: KubeObject): string {
  const type = `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)}`;
  return `${type},${itemJsonOf(object).slice(1)}`;
}
