/** SVG paths in a box of 100 by 100 for values from 0 to `max`; where nothing was measured the line is broken. */
export function sparkPath(values: readonly (number | null)[], max: number): { line: string; area: string } {
  const x = (index: number) => round((index / Math.max(1, values.length - 1)) * 100);
  const y = (value: number) => round(100 - (Math.min(Math.max(0, value), max) / (max || 1)) * 96);
  let line = "";
  let area = "";
  let from: number | undefined;
  values.forEach((value, index) => {
    if (value === null) {
      from = undefined;
      return;
    }
    line += `${from === undefined ? "M" : "L"}${x(index)} ${y(value)}`;
    from ??= index;
    const isLast = index === values.length - 1 || values[index + 1] === null;
    if (isLast && index > from) area += areaOf(values.slice(from, index + 1), from);
  });
  return { line, area };

  function areaOf(run: readonly (number | null)[], start: number): string {
    const top = run.map((value, index) => `L${x(start + index)} ${y(value ?? 0)}`).join("");
    return `M${x(start)} 100${top}L${x(start + run.length - 1)} 100Z`;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
