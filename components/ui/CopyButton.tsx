"use client";
import { useTranslations } from "next-intl";
import { toast } from "sonner";
import { Button } from "./Button";

/** Puts the text where it can be pasted from. `of` says what it is, to those who can't see it. */
export function CopyButton({ text, of }: { text: string; of: string }) {
  const t = useTranslations("ui");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => toast(t("copied")),
      () => toast.error(t("failed")),
    );
  return (
    <Button size="small" look="ghost" onClick={() => void copy()}>
      {t("copy")}
      <span className="sr-only">{of}</span>
    </Button>
  );
}
