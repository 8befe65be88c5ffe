import type { useTranslations } from "next-intl";

type Translate = ReturnType<typeof useTranslations<"network">>;

const serviceStatuses = ["Ready", "NoEndpoints", "External", "Manual", "Deleting"] as const;
const routeStatuses = ["Accepted", "Pending", "Refused", "NoBackend", "Deleting"] as const;

/** A Service's state in the reader's language; one that is not known stays as the engine says it. */
export function serviceWord(t: Translate, status: string): string {
  const known = serviceStatuses.find((one) => one === status);
  return known ? t(`serviceStatus.${known}`) : status;
}

/** A route's, likewise. */
export function routeWord(t: Translate, status: string): string {
  const known = routeStatuses.find((one) => one === status);
  return known ? t(`routeStatus.${known}`) : status;
}
