export interface LogLine {
  readonly pod: string;
  readonly container: string;
  readonly at?: string;
  readonly text: string;
}

export interface NumberedLine extends LogLine {
  /** Counts from the first line of this stream: a line keeps its number while older ones are dropped. */
  readonly number: number;
}

export const mostLines = 10_000;

/** The last lines, and how many were dropped before them. */
export interface LogRing {
  readonly lines: readonly NumberedLine[];
  readonly dropped: number;
}

export const emptyRing: LogRing = { lines: [], dropped: 0 };

export function appendLines(ring: LogRing, more: readonly LogLine[]): LogRing {
  let next = ring.dropped + ring.lines.length;
  const lines = [...ring.lines, ...more.map((line) => ({ ...line, text: plainText(line.text), number: next++ }))];
  const surplus = Math.max(0, lines.length - mostLines);
  return { lines: surplus > 0 ? lines.slice(surplus) : lines, dropped: ring.dropped + surplus };
}

/** The lines that hold the text, whatever its case; all for no text. */
export function searchLines(lines: readonly NumberedLine[], text: string): readonly NumberedLine[] {
  const wanted = text.trim().toLowerCase();
  if (!wanted) return lines;
  return lines.filter((line) => line.text.toLowerCase().includes(wanted) || line.pod.toLowerCase().includes(wanted));
}

/** How a line is shown: trouble that names itself gets its colour. */
export function lineTone(text: string): "bad" | "warn" | "plain" {
  if (/\b(ERROR|FATAL|PANIC|panic|Uncaught|Unhandled)\b|"level":"(error|fatal)"/.test(text)) return "bad";
  return /\b(WARN|WARNING)\b|"level":"warn"/.test(text) ? "warn" : "plain";
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with the escape character
const escapes = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007]*\u0007|[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** Without terminal colours and other control characters; a tab is two spaces. */
export function plainText(text: string): string {
  return text.replace(/\t/g, "  ").replace(escapes, "");
}
