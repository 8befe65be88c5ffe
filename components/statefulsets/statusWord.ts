import type { useTranslations } from "next-intl";

const statuses = ["Ready", "Progressing", "Unavailable", "Stopped", "Deleting"] as const;

/** A StatefulSet's state in the reader's language; one that is not known stays as the engine says it. */
export function statusWord(t: ReturnType<typeof useTranslations<"statefulSets">>, status: string): string {
  const known = statuses.find((one) => one === status);
  return known ? t(`status.${known}`) : status;
}
