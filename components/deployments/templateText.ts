/**
 * The pod template in the YAML of what keeps it (a ReplicaSet, or a ControllerRevision), without what only tells these
 * apart. Works on the text, since the platform's own YAML always has the same shape: two spaces a level.
 */
export function templateText(yaml: string): string {
  const lines = yaml.split("\n");
  const spec = lines.findIndex((line) => /^( {2})?spec:$/.test(line));
  const start = lines.findIndex((line, index) => index > spec && /^ +template:$/.test(line));
  if (spec < 0 || start < 0) return yaml;
  const inside = `${/^ +/.exec(lines[start] ?? "")?.[0] ?? ""}  `;
  const end = lines.findIndex((line, index) => index > start && line !== "" && !line.startsWith(inside));
  return lines
    .slice(start + 1, end < 0 ? undefined : end)
    .filter((line) => !/^\s+(pod-template-hash:|\$patch: replace$)/.test(line))
    .map((line) => line.slice(inside.length))
    .join("\n")
    .trimEnd();
}
