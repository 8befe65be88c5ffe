/**
 * Which of two versions comes first, after Kubernetes' `CompareKubeAwareVersionStrings`: `v10`, `v2`, `v1`, `v11beta2`,
 * `v10beta3`, `v3beta1`, `v12alpha1`, then all others by name.
 */
export function byPriority(left: string, right: string): number {
  const [one, other] = [partsOf(left), partsOf(right)];
  if (!one || !other) return one ? -1 : other ? 1 : left < right ? -1 : left > right ? 1 : 0;
  for (const [index, part] of one.entries()) if (part !== other[index]) return (other[index] ?? 0) - part;
  return 0;
}

function partsOf(version: string): [stability: number, major: number, minor: number] | undefined {
  const found = /^v([1-9]\d*)(?:(alpha|beta)([1-9]\d*))?$/.exec(version);
  if (!found) return undefined;
  const [, major, stage, minor = "0"] = found;
  return [stage === undefined ? 2 : stage === "beta" ? 1 : 0, Number(major), Number(minor)];
}
