export interface YamlPlace {
  /** The keys that lead to the cursor's mapping, from the document's root; a list's items add none. */
  readonly path: readonly string[];
  /** The key on the cursor's own line, where the cursor stands behind its colon. */
  readonly key?: string;
  /** The keys that the mapping has already. */
  readonly siblings: readonly string[];
  readonly apiVersion?: string;
  readonly kind?: string;
}

interface Line {
  /** Columns before the key; a dash counts as indentation of what follows it. */
  readonly indent: number;
  readonly key: string | undefined;
  readonly value: string;
  /** Where the dash stands, for a line that begins an item. */
  readonly dash: number | undefined;
}

/**
 * Where in its document the cursor is, told by indentation alone: what is being written is seldom valid YAML yet.
 * Flow style (`{ a: b }`) is not looked into.
 */
export function yamlPlace(text: string, position: number): YamlPlace {
  const before = text.slice(0, position);
  const start = documentStart(before);
  const end = documentEnd(text, position);
  const lines = text.slice(start, end).split("\n").map(parseLine);
  const current = before.slice(start).split("\n").length - 1;
  const own = lines[current] ?? parseLine("");
  const typed = before.slice(before.lastIndexOf("\n") + 1);
  const isValue = /^\s*(?:-\s+)?[\w.$/-]+:\s/.test(typed);
  // On a line without a key yet, where the cursor stands tells how deep it is.
  const indent =
    own.key === undefined && own.dash === undefined ? Math.min(typed.length, typed.search(/\S|$/)) : own.indent;
  return {
    path: pathTo(lines, current, { indent, dash: own.dash }),
    ...(isValue && own.key !== undefined ? { key: own.key } : {}),
    siblings: siblingsOf(lines, current, indent),
    ...rootValue(lines, "apiVersion"),
    ...rootValue(lines, "kind"),
  };
}

function documentStart(before: string): number {
  const at = before.lastIndexOf("\n---");
  return at < 0 ? 0 : before.indexOf("\n", at + 1) + 1 || before.length;
}

function documentEnd(text: string, position: number): number {
  const at = text.indexOf("\n---", position);
  return at < 0 ? text.length : at;
}

function parseLine(text: string): Line {
  const found = /^(\s*)((?:-\s+)*)(?:([\w.$/-]+):(?:\s+(.*))?$)?/.exec(text);
  const [, spaces = "", dashes = "", key, value = ""] = found ?? [];
  const bare = /^\s*-\s*$/.test(text);
  return {
    indent: spaces.length + (bare ? 2 : dashes.length),
    key,
    value: value.trim(),
    dash: dashes || bare ? spaces.length : undefined,
  };
}

/** Up from the cursor: each line that is less indented than all below it is a step of the path. */
function pathTo(lines: readonly Line[], current: number, from: { indent: number; dash: number | undefined }): string[] {
  const path: string[] = [];
  let indent = from.indent;
  /** Inside an item the list's own key may stand at the dash's column. */
  let dash = from.dash;
  for (let at = current - 1; at >= 0; at--) {
    const line = lines[at];
    if (!line || (line.key === undefined && line.dash === undefined)) continue;
    const isParent =
      line.key !== undefined &&
      line.value === "" &&
      (line.indent < indent || (dash !== undefined && line.indent <= dash));
    if (isParent && (dash === undefined || line.indent <= dash)) {
      path.unshift(line.key ?? "");
      indent = line.indent;
      dash = line.dash;
    } else if (line.dash !== undefined && line.indent === indent && dash === undefined) {
      // The first line of the item that the cursor is in.
      dash = line.dash;
    }
  }
  return path;
}

function siblingsOf(lines: readonly Line[], current: number, indent: number): string[] {
  const keys: string[] = [];
  const collect = (step: 1 | -1) => {
    for (let at = current + step; at >= 0 && at < lines.length; at += step) {
      const line = lines[at];
      if (!line || (line.key === undefined && line.dash === undefined)) continue;
      const isSame = line.indent === indent;
      if (line.indent < indent || (step === 1 && isSame && line.dash !== undefined)) return;
      if (isSame && line.key !== undefined) keys.push(line.key);
      if (step === -1 && isSame && line.dash !== undefined) return;
    }
  };
  if (lines[current]?.dash === undefined) collect(-1);
  collect(1);
  return keys;
}

function rootValue(lines: readonly Line[], key: "apiVersion" | "kind"): Partial<Record<"apiVersion" | "kind", string>> {
  const found = lines.find((line) => line.indent === 0 && line.key === key);
  return found?.value ? { [key]: found.value.replace(/^["']|["']$/g, "") } : {};
}
