import type { Container, PodSpec } from "@/server/objects/types";

/** Every container, whatever list it is in: init containers first. */
export function containersOf({ initContainers = [], containers = [], ephemeralContainers = [] }: PodSpec): Container[] {
  return [...initContainers, ...containers, ...(ephemeralContainers as readonly Container[])];
}

/** `container "a"`, `containers "a", "b"`, `pod and container "a"`; "" for nobody. */
export function named(containers: readonly Pick<Container, "name">[], isPod = false): string {
  const names = quoted(containers.map(({ name }) => name));
  const own = containers.length > 0 ? [`container${containers.length > 1 ? "s" : ""} ${names}`] : [];
  return [...(isPod ? ["pod"] : []), ...own].join(" and ");
}

export function quoted(texts: readonly string[]): string {
  return texts.map((text) => JSON.stringify(text)).join(", ");
}

/** One violation, `reason (detail)`; none without a detail. */
export function says(reason: string, detail: string | false): string[] {
  return detail ? [`${reason} (${detail})`] : [];
}
