import type { KubeObject } from "@/server/objects/types";

/** Enough for the changes that many watchers are reading at the same time. */
const kept = 512;
const texts = new Map<KubeObject, string>();

/** `JSON.stringify(object)`, made once for all who are told of the same change: objects of a store never change. */
export function jsonOf(object: KubeObject): string {
  const known = texts.get(object);
  if (known !== undefined) return known;
  const text = JSON.stringify(object);
  texts.set(object, text);
  const oldest = texts.keys().next();
  if (texts.size > kept && !oldest.done) texts.delete(oldest.value);
  return text;
}
