/**
 * Whether JavaScript's own engine tries a regular expression in time linear in the text: it tracks back, and `(a+)+$`,
 * `a*a*a*b` or a search for `a+b` from each place take for ever on the wrong one. Safe is what repeats once at most, from
 * the beginning of the text, and neither looks around nor refers back; all else is for RE2.
 */
export function isSafePattern(source: string): boolean {
  if (source.length > 500 || /\\[1-9]|\\k<|\(\?[=!<]/.test(source)) return false;
  let repetitions = 0;
  let choices = 0;
  for (let index = 0; index < source.length; index++) {
    const character = source[index];
    if (character === "\\") index++;
    else if (character === "[") index = endOfClass(source, index);
    else if (character === "|" || character === "?") choices++;
    else if (/^(?:[*+]|\{\d+(?:,\d*)?\})/.test(source.slice(index, index + 12))) repetitions++;
  }
  return repetitions === 0 ? choices < 10 : repetitions === 1 && choices === 0 && source.startsWith("^");
}

function endOfClass(source: string, start: number): number {
  for (let index = start + 1; index < source.length; index++) {
    if (source[index] === "\\") index++;
    else if (source[index] === "]") return index;
  }
  return source.length;
}
