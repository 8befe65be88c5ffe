const kibibyte = 1024;
const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** `2 GiB`, `512 MiB`, `1.5 GiB`: at most one decimal, in the unit that reads best. */
export function bytesText(count: number): string {
  let [value, unit] = [count, 0];
  while (value >= kibibyte && unit < units.length - 1) {
    value /= kibibyte;
    unit++;
  }
  return `${Number(value.toFixed(1))} ${units[unit] ?? ""}`;
}

/** `2 CPUs`, `1 CPU`, `0.25 CPU`. */
export function cpuText(millis: number): string {
  const cpus = Number((millis / 1000).toFixed(3));
  return `${cpus} ${cpus > 1 ? "CPUs" : "CPU"}`;
}

/** An amount of any resource, in words. */
export function amountText(resource: string, amount: number): string {
  if (resource === "cpu") return cpuText(amount);
  if (resource === "memory" || resource === "ephemeral-storage") return bytesText(amount);
  return `${amount} ${resource}`;
}
