import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** Puts the file there whole or not at all; a crash leaves the old one. */
export function replaceFile(file: string, text: string, mode = 0o600): void {
  writeFileSync(`${file}.new`, text, { mode });
  renameSync(`${file}.new`, file);
}

/** The file's JSON, or undefined when it is not there or was never finished. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
