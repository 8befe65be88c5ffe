const pieces = /"((?:[^"\\]|\\.)*)"|[{}[\],:]/g;

/** As Kubernetes' parser stops to tell. */
const most = 100;

interface Level {
  /** The keys of a map so far; undefined in a list. */
  readonly keys?: Set<string>;
  index: number;
  key: string;
}

/** The paths of the first 100 keys that a JSON text gives twice in one map (`data.a`, each once); the text must be JSON. */
export function duplicateKeys(text: string): readonly string[] {
  const levels: Level[] = [];
  const found = new Set<string>();
  let isKey = false;
  for (const [piece, quoted] of text.matchAll(pieces)) {
    const level = levels.at(-1);
    if (piece === "{" || piece === "[") {
      levels.push({ index: 0, key: "", ...(piece === "{" && { keys: new Set() }) });
      isKey = piece === "{";
    } else if (piece === "}" || piece === "]") {
      levels.pop();
      isKey = false;
    } else if (piece === ",") {
      if (level) level.index++;
      isKey = level?.keys !== undefined;
    } else if (piece === ":") {
      isKey = false;
    } else if (isKey && level?.keys && quoted !== undefined) {
      level.key = quoted.includes("\\") ? String(JSON.parse(piece)) : quoted;
      if (level.keys.has(level.key)) found.add(pathOf(levels));
      if (found.size >= most) break;
      level.keys.add(level.key);
    }
  }
  return [...found];
}

/** Put together for a key that was found only: most are not, and paths of deep texts add up. */
function pathOf(levels: readonly Level[]): string {
  return levels.reduce((path, { keys, key, index }) => {
    if (!keys) return `${path}[${index}]`;
    return path === "" ? key : `${path}.${key}`;
  }, "");
}
