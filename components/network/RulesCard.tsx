"use client";
import { useTranslations } from "next-intl";
import type { RowOf } from "@/components/lists/listViews";
import { Card } from "@/components/ui/Card";
import { BackendBars } from "./BackendBars";

type Rule = RowOf<"routes.list">["rules"][number];

/** Rule by rule: what it takes, and where that goes. */
export function RulesCard({ rules }: { rules: readonly Rule[] }) {
  const t = useTranslations("network.rule");
  return (
    <Card title={t("title")}>
      {rules.length === 0 ? <p className="px-3.5 py-2 text-soft">{t("none")}</p> : null}
      <ol>
        {rules.map((rule, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: a rule is known by its place: the first that fits is taken
            key={index}
            className="grid grid-cols-[minmax(140px,1fr)_2fr] items-start gap-x-6 gap-y-2 border-b border-line px-3.5 py-2.5 last:border-0 phone:grid-cols-1"
          >
            <ul className="grid gap-1">
              {rule.matches.map((match) => (
                <li key={JSON.stringify(match)}>
                  <Match match={match} />
                </li>
              ))}
            </ul>
            <BackendBars backends={rule.backends} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function Match({ match: { type, path, method, headers } }: { match: Rule["matches"][number] }) {
  const t = useTranslations("network.rule");
  return (
    <span className="[overflow-wrap:anywhere]">
      {method ? <b className="font-medium">{method} </b> : null}
      <code>{path}</code>{" "}
      <span className="text-sm text-faint">
        {type === "PathPrefix" ? t("andBelow") : type === "RegularExpression" ? t("pattern") : t("exactly")}
      </span>
      {headers.map((header) => (
        <code key={header} className="block text-soft">
          {header}
        </code>
      ))}
    </span>
  );
}
