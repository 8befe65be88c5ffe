import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

const marker = (dataDir: string) => path.join(dataDir, "fenced");

/**
 * Notes that the node's pods are ended without an agent. The next agent starts none of them before the cluster has
 * taken the node back, so that a pod that is being replaced elsewhere never runs twice.
 */
export function markFenced(dataDir: string): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(marker(dataDir), "", { mode: 0o600 });
}

export const wasFenced = (dataDir: string) => existsSync(marker(dataDir));
export const unfence = (dataDir: string) => rmSync(marker(dataDir), { force: true });
