/**
 * Ends all pods that may still run on a node, by a way that does not need its agent, and confirms it. "unknown": it
 * could not be confirmed, and the pods must not be replaced yet.
 */
export type Fence = (node: string) => Promise<"fenced" | "unknown">;
