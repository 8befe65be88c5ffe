"use client";
import { useTranslations } from "next-intl";
import { Glyph } from "@/components/ui/Glyph";
import { type Consent, consentFor } from "./drainConsents";
import type { DrainPlan } from "./useDrain";

interface DrainConsentProps {
  readonly blockers: DrainPlan["blockers"];
  readonly consent: Consent;
  readonly onChange: (consent: Consent) => void;
}

const kinds = ["unmanaged", "emptyDir", "budget"] as const;

/** What would be lost, kind by kind: each must be agreed to before anything moves. */
export function DrainConsent({ blockers, consent, onChange }: DrainConsentProps) {
  const t = useTranslations("nodes.drain");
  if (blockers.length === 0) return null;
  return (
    <section aria-label={t("blockers")} className="grid gap-2 rounded-lg border border-line bg-panel px-3.5 py-2.5">
      {kinds.map((kind) => {
        const found = blockers.filter((blocker) => blocker.kind === kind);
        const needed = consentFor(kind);
        if (found.length === 0) return null;
        return (
          <div key={kind} className="grid gap-0.5">
            <p className="flex items-baseline gap-2.5">
              <Glyph shape="warning" />
              <span>
                {t(`blocker.${kind}`, { count: found.length })}{" "}
                <span className="text-soft">{found.map(({ pod }) => pod.name).join(", ")}</span>
              </span>
            </p>
            {needed ? (
              <label className="ml-[18px] flex min-h-7 w-fit cursor-pointer items-center gap-2 text-soft">
                <input
                  type="checkbox"
                  className="size-3.5 accent-solid"
                  checked={consent[needed]}
                  onChange={(event) => onChange({ ...consent, [needed]: event.target.checked })}
                />
                {t(`agree.${needed}`)}
              </label>
            ) : null}
          </div>
        );
      })}
    </section>
  );
}
