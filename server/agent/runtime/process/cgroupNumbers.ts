/** How Kubernetes turns millicores into the kernel's numbers (`MilliCPUToShares`, `MilliCPUToQuota`). */
const periodUs = 100_000;

/** 0: no limit. The kernel takes no quota under a millisecond. */
export function cpuQuota(limitMillis: number): { readonly quotaUs: number; readonly periodUs: number } {
  return { quotaUs: limitMillis <= 0 ? 0 : Math.max(1_000, (limitMillis * periodUs) / 1_000), periodUs };
}

export function cpuShares(requestMillis: number): number {
  return Math.min(262_144, Math.max(2, Math.floor((requestMillis * 1_024) / 1_000)));
}

/** Version 2's weight for version 1's shares, as runc converts them. */
export function cpuWeight(requestMillis: number): number {
  return Math.floor(1 + ((cpuShares(requestMillis) - 2) * 9_999) / 262_142);
}
