export interface DiffLine {
  readonly type: "same" | "added" | "removed";
  readonly text: string;
}

/** A run of unchanged lines that is not worth showing. */
export interface DiffGap {
  readonly type: "gap";
  readonly count: number;
}

/** Beyond this many lines in the middle, all of them count as replaced: a table of every pair would be too big. */
const mostCompared = 2_000;

/** Line by line, by the longest common subsequence. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const same = (text: string): DiffLine => ({ type: "same", text });
  return [
    ...a.slice(0, start).map(same),
    ...diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

/** Without the end's blank lines; nothing has no line. */
function linesOf(text: string): string[] {
  const trimmed = text.trimEnd();
  return trimmed === "" ? [] : trimmed.split("\n");
}

function diffMiddle(a: readonly string[], b: readonly string[]): DiffLine[] {
  const removed = (text: string): DiffLine => ({ type: "removed", text });
  const added = (text: string): DiffLine => ({ type: "added", text });
  if (a.length > mostCompared || b.length > mostCompared) return [...a.map(removed), ...b.map(added)];
  const width = b.length + 1;
  /** At i, j: how many lines the rests of both have in common. */
  const common = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? at(common, (i + 1) * width + j + 1) + 1
          : Math.max(at(common, (i + 1) * width + j), at(common, i * width + j + 1));
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (left !== undefined && left === right) {
      lines.push({ type: "same", text: left });
      i++;
      j++;
    } else if (
      left !== undefined &&
      (right === undefined || at(common, (i + 1) * width + j) >= at(common, i * width + j + 1))
    ) {
      lines.push(removed(left));
      i++;
    } else {
      lines.push(added(right ?? ""));
      j++;
    }
  }
  return lines;
}

function at(table: Uint16Array, index: number): number {
  return table[index] ?? 0;
}

/** Keeps the changes with a few lines around each; what is left out becomes a gap. Nothing at all when nothing changed. */
export function foldSame(lines: readonly DiffLine[], around = 3): (DiffLine | DiffGap)[] {
  const near = new Set<number>();
  lines.forEach(({ type }, index) => {
    if (type === "same") return;
    for (let at = index - around; at <= index + around; at++) near.add(at);
  });
  const folded: (DiffLine | DiffGap)[] = [];
  let hidden = 0;
  lines.forEach((line, index) => {
    if (near.has(index)) {
      if (hidden > 0) folded.push({ type: "gap", count: hidden });
      hidden = 0;
      folded.push(line);
    } else {
      hidden++;
    }
  });
  if (hidden > 0 && folded.length > 0) folded.push({ type: "gap", count: hidden });
  return folded;
}
