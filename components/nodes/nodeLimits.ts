/** What the agent writes on its node: a JSON list of sentences. */
const annotation = "pilothouse.dev/cannot";

/** What the node's runtime cannot isolate or limit, in plain words; none where nothing (or nothing legible) is said. */
export function nodeLimits(annotations: Readonly<Record<string, string>>): readonly string[] {
  try {
    const said: unknown = JSON.parse(annotations[annotation] ?? "[]");
    return Array.isArray(said) ? said.filter((one): one is string => typeof one === "string") : [];
  } catch {
    return [];
  }
}
