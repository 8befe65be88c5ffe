import { readText } from "./files";

/** What a process was started with, so that a command run beside it sees the same; empty where the system hides it. */
export function environmentOf(pid: number): Record<string, string> {
  const text = readText(`/proc/${pid}/environ`) ?? "";
  const entries = text.split("\0").filter((entry) => entry.includes("="));
  return Object.fromEntries(
    entries.map((entry) => [entry.slice(0, entry.indexOf("=")), entry.slice(entry.indexOf("=") + 1)]),
  );
}
