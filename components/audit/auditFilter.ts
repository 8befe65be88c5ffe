export interface AuditFilter {
  readonly subject?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly verb?: string;
}

const columns = {
  kind: "kind",
  ns: "namespace",
  namespace: "namespace",
  name: "name",
  verb: "verb",
  who: "subject",
} as const;

/** The filter text: `kind:Secret verb:delete ns:shop name:web`, and any other word is a part of who did it. */
export function auditFilter(text: string): AuditFilter {
  const found: { -readonly [K in keyof AuditFilter]: string } = {};
  for (const word of text.trim().split(/\s+/).filter(Boolean)) {
    const [, column = "", value = ""] = /^(\w+):(.+)$/.exec(word) ?? [];
    const known = column in columns ? columns[column as keyof typeof columns] : undefined;
    if (known) found[known] = value;
    else found.subject = word;
  }
  return found;
}

/** The text with one column set, or without it. */
export function withColumn(text: string, column: "kind" | "verb", value: string): string {
  const rest = text.split(/\s+/).filter((word) => word && !word.startsWith(`${column}:`));
  return [...rest, ...(value ? [`${column}:${value}`] : [])].join(" ");
}
