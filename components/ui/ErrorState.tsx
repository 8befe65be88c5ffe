"use client";
import { useTranslations } from "next-intl";
import { Button } from "./Button";
import { Glyph } from "./Glyph";

/** Something failed: what happened, and what to do. */
export function ErrorState({ says, onRetry }: { says: string; onRetry?: () => void }) {
  const t = useTranslations("ui");
  return (
    <div role="alert" className="grid justify-items-start gap-2 px-3.5 py-6">
      <p className="flex items-baseline gap-2.5 font-medium">
        <Glyph shape="critical" />
        {t("failed")}
      </p>
      <p className="max-w-prose text-soft [overflow-wrap:anywhere]">{says}</p>
      {onRetry ? <Button onClick={onRetry}>{t("retry")}</Button> : null}
    </div>
  );
}
