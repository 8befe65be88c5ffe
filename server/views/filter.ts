import type { Severity } from "./severity";

/** What a filter may ask of a row. All lower case, but for the status and labels. */
export interface Filterable {
  readonly name: string;
  readonly namespace: string;
  readonly status: string;
  readonly severity: Severity;
  readonly labels: Readonly<Record<string, string>> | undefined;
  /** What else a plain word is looked for in: node, image, address. */
  readonly words: string;
}

export type Test = (row: Filterable) => boolean;

/**
 * The filter text of a list, word by word, all of which must hold: `app=web`, `tier!=db` ask the labels;
 * `status:pending`, `namespace:shop`, `name:web` one column; `is:trouble` what needs someone; `-word` the opposite; any
 * other word is looked for in name, namespace, status and node.
 */
export function parseFilter(text: string): Test | undefined {
  const tests = text.trim().split(/\s+/).filter(Boolean).map(testOf);
  if (tests.length === 0) return undefined;
  return (row) => tests.every((test) => test(row));
}

function testOf(token: string): Test {
  if (token.length > 1 && token.startsWith("-")) {
    const test = testOf(token.slice(1));
    return (row) => !test(row);
  }
  const label = /^([A-Za-z0-9][\w./-]*)(!?=)(.*)$/.exec(token);
  if (label) {
    const [, key = "", sign, value = ""] = label;
    return (row) => (row.labels?.[key] === value) === (sign === "=");
  }
  const word = token.toLowerCase();
  const column = /^(name|namespace|ns|status|is):(.+)$/.exec(word);
  if (column) return columnTest(column[1] ?? "", column[2] ?? "");
  return (row) =>
    row.name.includes(word) ||
    row.namespace.includes(word) ||
    row.words.includes(word) ||
    row.status.toLowerCase().includes(word);
}

function columnTest(column: string, value: string): Test {
  if (column === "name") return (row) => row.name.includes(value);
  if (column === "status") return (row) => row.status.toLowerCase().includes(value);
  if (column === "is") return (row) => isWanted(row.severity, value);
  return (row) => row.namespace === value;
}

function isWanted(severity: Severity, value: string): boolean {
  if (value === "trouble") return severity === "critical" || severity === "warning";
  return severity === value;
}
