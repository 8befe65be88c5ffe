/** FNV-1a of 32 bits over UTF-16 code units. */
export function fnv32(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash ^= text.charCodeAt(at);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

/** Kubernetes' alphabet for generated names: no vowels, nothing that reads as a word. */
export const nameAlphabet = "bcdfghjklmnpqrstvwxz2456789";

/** A hash as part of a name, after Kubernetes' `rand.SafeEncodeString`. */
export function encodeHash(hash: number): string {
  return [...String(hash)].map((digit) => nameAlphabet[digit.charCodeAt(0) % nameAlphabet.length]).join("");
}

/**
 * JSON with sorted keys, without what is absent (null, undefined, empty lists): equal texts mean semantically equal
 * values, as `equality.Semantic.DeepEqual` has it for API objects.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (!field || typeof field !== "object" || Array.isArray(field)) return field;
    const kept = Object.entries(field).filter(([, entry]) => !isAbsent(entry));
    return Object.fromEntries(kept.sort(([left], [right]) => (left < right ? -1 : 1)));
  });
}

export function isSame(left: unknown, right: unknown): boolean {
  return left === right || canonicalJson(left) === canonicalJson(right);
}

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
