"use client";
import { stringify } from "yaml";
import { Diff } from "@/components/ui/Diff";

/** What it was and what it became. */
export function AuditDiff({ before, after }: { before: unknown; after: unknown }) {
  return <Diff before={textOf(before)} after={textOf(after)} />;
}

const bookkeeping: ReadonlySet<unknown> = new Set([
  "managedFields",
  "kubectl.kubernetes.io/last-applied-configuration",
]);

/** As YAML, without what is only bookkeeping. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return stringify(value, (key, inner: unknown) => (bookkeeping.has(key) ? undefined : inner), { lineWidth: 0 });
}
