const steps = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** `512 MiB`, `1.5 GiB`, `0 B`. */
export function formatBytes(bytes: number): string {
  let value = Math.abs(bytes);
  let step = 0;
  while (value >= 1_000 && step < steps.length - 1) {
    value /= 1024;
    step++;
  }
  return `${bytes < 0 ? "−" : ""}${short(value)} ${steps[step]}`;
}

/** Cores as a bare figure: `0.25`, `2`, `9.8`. */
export function formatCores(cpuMillis: number): string {
  return short(cpuMillis / 1_000, 2);
}

/** As Kubernetes writes CPU where cores would be all zeros: `250m`, `1.5`. */
export function formatCpu(cpuMillis: number): string {
  return cpuMillis < 1_000 ? `${Math.round(cpuMillis)}m` : short(cpuMillis / 1_000, 2);
}

/** `41%`; `0.4%` where a whole figure would say nothing. */
export function formatShare(part: number, whole: number): string {
  if (whole <= 0) return "0%";
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 1 ? percent.toFixed(1) : Math.round(percent)}%`;
}

function short(value: number, decimals = 1): string {
  if (value >= 100) return String(Math.round(value));
  const rounded = value >= 10 ? value.toFixed(1) : value.toFixed(decimals);
  return rounded.includes(".") ? rounded.replace(/\.?0+$/, "") : rounded;
}
