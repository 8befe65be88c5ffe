"use client";
import { useTranslations } from "next-intl";
import { ActButton } from "@/components/ui/ActButton";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { useEachSecond } from "@/components/ui/now";
import type { ConfigDetail } from "./ConfigPage";
import { useReveal } from "./useReveal";
import { ValueItem } from "./ValueItem";

/** The keys; each value when it is asked for, and for a minute. */
export function SecretCard({ secret }: { secret: ConfigDetail }) {
  const t = useTranslations("config.secret");
  const config = useTranslations("config");
  const { values, binary, isShown, untilMs, isBusy, reveal, hide } = useReveal(secret);
  return (
    <Card
      title={config("values")}
      aside={
        <>
          {isShown ? <Countdown untilMs={untilMs} /> : <span>{t("audited")}</span>}
          {isShown ? (
            <ActButton size="small" label={t("hide")} hotkey="v" onAct={hide} />
          ) : (
            <ActButton size="small" label={t("revealAll")} hotkey="v" isBusy={isBusy} onAct={() => reveal()} />
          )}
        </>
      }
    >
      {secret.keys.length === 0 ? <p className="px-3.5 py-2 text-soft">{config("noValues")}</p> : null}
      <ul>
        {secret.keys.map((key) => (
          <ValueItem
            key={key}
            name={key}
            value={values[key]}
            hidden={binary.includes(key) ? config("binary") : <Dots />}
            acts={
              values[key] === undefined && !binary.includes(key) ? (
                <Button size="small" look="ghost" disabled={isBusy} onClick={() => reveal([key])}>
                  {t("reveal")}
                  <span className="sr-only">{key}</span>
                </Button>
              ) : null
            }
          />
        ))}
      </ul>
    </Card>
  );
}

function Dots() {
  const t = useTranslations("config.secret");
  return (
    <span>
      <span aria-hidden="true" className="tracking-[0.2em]">
        ••••••••
      </span>
      <span className="sr-only">{t("hidden")}</span>
    </span>
  );
}

function Countdown({ untilMs }: { untilMs: number }) {
  const t = useTranslations("config.secret");
  const seconds = useEachSecond((now) => Math.max(0, Math.ceil((untilMs - now) / 1_000)));
  return <span className="num">{t("hiddenIn", { seconds })}</span>;
}
