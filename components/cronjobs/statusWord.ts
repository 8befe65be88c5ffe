import type { useTranslations } from "next-intl";

const statuses = ["Running", "Waiting", "Suspended", "Deleting"] as const;

/** A CronJob's state in the reader's language; one that is not known stays as the engine says it. */
export function statusWord(t: ReturnType<typeof useTranslations<"cronJobs">>, status: string): string {
  const known = statuses.find((one) => one === status);
  return known ? t(`status.${known}`) : status;
}
