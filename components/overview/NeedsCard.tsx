"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ViewOutput } from "@/components/live/views";
import { hrefOf } from "@/components/shell/places";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Glyph } from "@/components/ui/Glyph";
import { needPlace, needText } from "./needText";

type Overview = ViewOutput<"overview.get">;

interface NeedsCardProps {
  readonly needs: Overview["needs"];
  readonly inAll: number;
  readonly health: Overview["health"];
}

/** What will not mend itself, the worst first. */
export function NeedsCard({ needs, inAll, health }: NeedsCardProps) {
  const t = useTranslations("overview");
  const figures = { ready: health.podsReady, pods: health.pods };
  return (
    <Card title={t("needsSomeone")} aside={t(inAll === 0 ? "podsReady" : "restWell", figures)}>
      {needs.length === 0 ? (
        <p className="px-3.5 py-2 text-soft">
          {health.rolloutsUnderWay > 0
            ? t("wellRolling", { count: health.rolloutsUnderWay })
            : t("well", { count: health.nodes })}
        </p>
      ) : (
        <ul>
          {needs.map((need) => (
            <NeedLine key={need.key} need={need} />
          ))}
          {inAll > needs.length ? (
            <li className="px-3.5 py-2 text-faint">{t("moreNeeds", { count: inAll - needs.length })}</li>
          ) : null}
        </ul>
      )}
    </Card>
  );
}

function NeedLine({ need }: { need: Overview["needs"][number] }) {
  const t = useTranslations("overview");
  const words = useTranslations("words");
  const router = useRouter();
  const href = hrefOf(needPlace(need));
  const text = needText(need);
  return (
    <li className="flex min-h-[34px] items-center gap-3 border-b border-line px-3.5 py-1 last:border-0">
      <Glyph shape={need.severity === "critical" ? "critical" : "warning"} label={words(`severity.${need.severity}`)} />
      <span
        title={need.message}
        className="clip min-w-0 flex-1 text-soft phone:[overflow-wrap:anywhere] phone:whitespace-normal"
      >
        <b className="font-medium text-ink">{needPlace(need).name}</b> {t(`need.${text.key}`, text.values)}
        {need.message ? <span className="text-faint phone:hidden"> · {need.message}</span> : null}
      </span>
      {href ? (
        <Button size="small" onClick={() => router.push(href)}>
          {t(need.problem === "PodPending" ? "why" : "look")}
          <span className="sr-only">{needPlace(need).name}</span>
        </Button>
      ) : null}
    </li>
  );
}
