/**
 * Kubernetes' resource quantities (`500m`, `1.5`, `64Mi`, `1e3`):
 * https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
const suffixes: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};
const pattern = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;

/** The quantity in its base unit (cores, bytes, pieces), or undefined when it is not one. */
export function parseQuantity(quantity: string | number): number | undefined {
  if (typeof quantity === "number") return Number.isFinite(quantity) ? quantity : undefined;
  const parts = pattern.exec(quantity);
  if (!parts) return undefined;
  const [, digits = "", exponent = "", suffix = ""] = parts;
  return exponent ? Number(digits + exponent) : Number(digits) * (suffixes[suffix] ?? Number.NaN);
}

/** Millicores, rounded up as the scheduler does; 0 for what is absent or no quantity. */
export function cpuMillis(quantity: string | number | undefined): number {
  return quantity === undefined ? 0 : Math.ceil(round((parseQuantity(quantity) ?? 0) * 1000));
}

/** Bytes (or pieces), rounded up; 0 for what is absent or no quantity. */
export function bytes(quantity: string | number | undefined): number {
  return quantity === undefined ? 0 : Math.ceil(round(parseQuantity(quantity) ?? 0));
}

/** `1536Mi` for a number of bytes: the largest binary unit that keeps it whole. */
export function formatBytes(count: number): string {
  for (const unit of ["Ei", "Pi", "Ti", "Gi", "Mi", "Ki"]) {
    const size = suffixes[unit] ?? 1;
    if (count >= size && count % size === 0) return `${count / size}${unit}`;
  }
  return String(count);
}

/** `2` or `1500m` for a number of millicores. */
export function formatCpu(millis: number): string {
  return millis % 1000 === 0 ? String(millis / 1000) : `${millis}m`;
}

/** Takes away the noise that binary fractions add (0.1 × 3 × 1000). */
function round(value: number): number {
  return Number(value.toPrecision(15));
}
