export interface Words {
  readonly pod: string;
  /** Oldest first. */
  readonly lines: readonly string[];
}

interface Line {
  readonly pod: string;
  readonly text: string;
}

/** The last `most` lines of each pod, in the pods' own order; blank lines say nothing. */
export function lastWords(lines: readonly Line[], pods: readonly string[], most: number): readonly Words[] {
  const spoken = new Map<string, string[]>(pods.map((pod) => [pod, []]));
  for (const { pod, text } of lines) if (text.trim() !== "") spoken.get(pod)?.push(text);
  return [...spoken].map(([pod, all]) => ({ pod, lines: all.slice(-most) }));
}
