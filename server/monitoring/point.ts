/** What was used in a span that begins at `atMs`: CPU in millicores, memory in bytes (working set). */
export interface UsagePoint {
  readonly atMs: number;
  readonly cpuMillis: number;
  readonly cpuMillisMax: number;
  readonly memoryBytes: number;
  readonly memoryBytesMax: number;
}

/** One point in place of several that follow each other, each counted alike. `points` is not empty. */
export function merged(points: readonly UsagePoint[], atMs = points[0]?.atMs ?? 0): UsagePoint {
  let cpuMillis = 0;
  let memoryBytes = 0;
  let cpuMillisMax = 0;
  let memoryBytesMax = 0;
  for (const point of points) {
    cpuMillis += point.cpuMillis / points.length;
    memoryBytes += point.memoryBytes / points.length;
    cpuMillisMax = Math.max(cpuMillisMax, point.cpuMillisMax);
    memoryBytesMax = Math.max(memoryBytesMax, point.memoryBytesMax);
  }
  return { atMs, cpuMillis, cpuMillisMax, memoryBytes, memoryBytesMax };
}

/**
 * At most `maxPoints` points: spans of equal length, each the mean and the maximum of what falls into it. Spans begin
 * at multiples of their length, so that a chart does not shimmer as time goes on; an empty one has no point.
 */
export function thinned(points: readonly UsagePoint[], maxPoints: number): readonly UsagePoint[] {
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last || points.length <= maxPoints) return points;
  // One span fewer than asked for: aligned spans may begin before the first point.
  const spanMs = Math.ceil((last.atMs - first.atMs + 1) / Math.max(1, maxPoints - 1));
  const spans = new Map<number, UsagePoint[]>();
  for (const point of points) {
    const atMs = maxPoints === 1 ? first.atMs : Math.floor(point.atMs / spanMs) * spanMs;
    const span = spans.get(atMs);
    if (span) span.push(point);
    else spans.set(atMs, [point]);
  }
  return [...spans].map(([atMs, each]) => merged(each, atMs));
}
