/**
 * The keys of a path as field errors have it: `spec.ports[0].name`, and `metadata.labels[a.b/c]` where a key of a map
 * stands in brackets.
 */
export function parseFieldPath(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  for (const [, bracketed, plain] of path.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)) {
    if (plain !== undefined) keys.push(plain);
    else if (bracketed !== undefined) keys.push(/^\d+$/.test(bracketed) ? Number(bracketed) : bracketed);
  }
  return keys;
}
