"use client";
import { ExternalLink } from "lucide-react";
import { useTranslations } from "next-intl";

/** To where the gateway answers, in a window of its own. */
export function OutLink({ url }: { url: string }) {
  const t = useTranslations("network");
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer"
      className="inline-flex min-w-0 items-center gap-1.5 text-soft hover:text-ink hover:underline"
    >
      <span className="clip">{url}</span>
      <ExternalLink aria-hidden="true" className="size-3 shrink-0 text-faint" />
      <span className="sr-only">{t("newWindow")}</span>
    </a>
  );
}
