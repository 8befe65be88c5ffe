export interface AuditFilter {
  readonly subject?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly verb?: string;
  /** Parts of who did it, or of what it was done to. */
  readonly words: readonly string[];
}

const columns = {
  kind: "kind",
  ns: "namespace",
  namespace: "namespace",
  name: "name",
  verb: "verb",
  who: "subject",
} as const;

/** As many as the server takes. */
const mostWords = 10;

/** The filter text: `kind:Secret verb:delete ns:shop name:web who:ada`, and any other word is looked for in who and what. */
export function auditFilter(text: string): AuditFilter {
  const found: Partial<Record<Exclude<keyof AuditFilter, "words">, string>> = {};
  const words: string[] = [];
  for (const word of text.trim().split(/\s+/).filter(Boolean)) {
    const [, column = "", value = ""] = /^(\w+):(.+)$/.exec(word) ?? [];
    const known = column in columns ? columns[column as keyof typeof columns] : undefined;
    if (known) found[known] = value;
    else words.push(word);
  }
  return { ...found, words: words.slice(0, mostWords) };
}

/** The text with one column set, or without it. */
export function withColumn(text: string, column: "kind" | "verb", value: string): string {
  const rest = text.split(/\s+/).filter((word) => word && !word.startsWith(`${column}:`));
  return [...rest, ...(value ? [`${column}:${value}`] : [])].join(" ");
}
