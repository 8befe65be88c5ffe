"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { cn } from "./cn";
import { diffLines, foldSame } from "./diffLines";

const looks = { same: "text-soft", added: "bg-selected text-ink", removed: "text-bad" } as const;
const signs = { same: " ", added: "+", removed: "−" } as const;

/** What changes from one text to another, line by line. */
export function Diff({ before, after }: { before: string; after: string }) {
  const t = useTranslations("ui.diff");
  const lines = useMemo(() => foldSame(diffLines(before, after)), [before, after]);
  if (lines.length === 0) return <p className="px-3.5 py-2 text-soft">{t("same")}</p>;
  return (
    <section aria-label={t("label")} className="overflow-auto py-2 font-mono text-[12px] leading-5">
      <div className="min-w-max">
        {lines.map((line, index) =>
          line.type === "gap" ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a diff have no other name, and never move
            <div key={index} className="px-3.5 font-sans text-sm text-faint select-none">
              {t("unchanged", { count: line.count })}
            </div>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of a diff have no other name, and never move
            <div key={index} className={cn("px-3.5 whitespace-pre", looks[line.type])}>
              <span className="inline-block w-4 select-none">{signs[line.type]}</span>
              {line.text}
            </div>
          ),
        )}
      </div>
    </section>
  );
}
