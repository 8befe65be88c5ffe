/**
 * The pod template of a ReplicaSet's YAML, without the label that only tells ReplicaSets apart. Works on the text, since
 * the platform's own YAML always has the same shape: two spaces a level.
 */
export function templateText(yaml: string): string {
  const lines = yaml.split("\n");
  const spec = lines.indexOf("spec:");
  const start = lines.indexOf("  template:", spec);
  if (spec < 0 || start < 0) return yaml;
  const end = lines.findIndex((line, index) => index > start && line !== "" && !line.startsWith("    "));
  return lines
    .slice(start + 1, end < 0 ? undefined : end)
    .filter((line) => !/^\s+pod-template-hash:/.test(line))
    .map((line) => line.slice(4))
    .join("\n")
    .trimEnd();
}
