import type { useTranslations } from "next-intl";

const statuses = ["Complete", "Failed", "Suspended", "Running", "Deleting"] as const;

/** A Job's state in the reader's language; one that is not known stays as the engine says it. */
export function statusWord(t: ReturnType<typeof useTranslations<"jobs">>, status: string): string {
  const known = statuses.find((one) => one === status);
  return known ? t(`status.${known}`) : status;
}
