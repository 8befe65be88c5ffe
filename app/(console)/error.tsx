"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { Page } from "@/components/ui/Page";

export default function ConsoleError({ reset }: { reset: () => void }) {
  const t = useTranslations();
  return (
    <Page>
      <EmptyState title={t("shell.crash.title")} acts={<Button onClick={reset}>{t("ui.retry")}</Button>}>
        {t("shell.crash.says")}
      </EmptyState>
    </Page>
  );
}
