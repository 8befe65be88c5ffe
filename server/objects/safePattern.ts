/**
 * Whether a regular expression can be tried on anybody's input: JavaScript's engine tracks back, and one such as
 * `(a+)+$` takes for ever on the wrong text. Refused are groups that are repeated while they hold a repetition or a
 * choice themselves, references back, and what looks around; Gateway API leaves the dialect to the implementation.
 */
export function isSafePattern(source: string): boolean {
  if (source.length > 500 || /\\[1-9]|\\k<|\(\?[=!<]/.test(source)) return false;
  const open: { isRisky: boolean }[] = [{ isRisky: false }];
  for (let index = 0; index < source.length; index++) {
    const character = source[index];
    if (character === "\\") index++;
    else if (character === "[") index = endOfClass(source, index);
    else if (character === "(") open.push({ isRisky: false });
    else if (character === "|" || isRepetition(source, index)) markRisky(open);
    else if (character === ")") {
      const inner = open.pop();
      const isRepeated = isRepetition(source, index + 1);
      if (inner?.isRisky && isRepeated) return false;
      if (inner?.isRisky) markRisky(open);
    }
  }
  return true;
}

function markRisky(open: { isRisky: boolean }[]): void {
  const innermost = open.at(-1);
  if (innermost) innermost.isRisky = true;
}

function isRepetition(source: string, index: number): boolean {
  return /^(?:[*+]|\{\d+,\d*\})/.test(source.slice(index, index + 12));
}

function endOfClass(source: string, start: number): number {
  for (let index = start + 1; index < source.length; index++) {
    if (source[index] === "\\") index++;
    else if (source[index] === "]") return index;
  }
  return source.length;
}
