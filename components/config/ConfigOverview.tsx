"use client";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { hrefOf } from "@/components/shell/places";
import { Card } from "@/components/ui/Card";
import { Link } from "@/components/ui/Link";
import type { ConfigDetail } from "./ConfigPage";
import { SecretCard } from "./SecretCard";
import { ValueItem } from "./ValueItem";

export function ConfigOverview({ config }: { config: ConfigDetail }) {
  return (
    <>
      {config.kind === "Secret" ? <SecretCard secret={config} /> : <ValuesCard config={config} />}
      <div className="grid grid-cols-2 gap-4 phone:grid-cols-1">
        <UsedByCard config={config} />
        <ConfigFacts config={config} />
      </div>
      <EventsCard events={config.events} />
    </>
  );
}

function ValuesCard({ config: { keys, data } }: { config: ConfigDetail }) {
  const t = useTranslations("config");
  return (
    <Card title={t("values")} aside={t("keyCount", { count: keys.length })}>
      {keys.length === 0 ? <p className="px-3.5 py-2 text-soft">{t("noValues")}</p> : null}
      <ul>
        {keys.map((key) => (
          <ValueItem key={key} name={key} value={data[key]} hidden={t("binary")} />
        ))}
      </ul>
    </Card>
  );
}

/** Who reads it: what a change, or its absence, would reach. */
function UsedByCard({ config: { usedBy, namespace } }: { config: ConfigDetail }) {
  const t = useTranslations("config");
  return (
    <Card title={t("usedBy")}>
      {usedBy.length === 0 ? <p className="px-3.5 py-2 text-soft">{t("usedByNone")}</p> : null}
      <ul>
        {usedBy.map(({ kind, name }) => (
          <li
            key={`${kind}/${name}`}
            className="flex min-h-[34px] items-center gap-2 border-b border-line px-3.5 last:border-0"
          >
            <span className="text-faint">{kind}</span>
            <Link href={hrefOf({ kind, namespace, name }) ?? "/"} className="font-medium hover:underline">
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function ConfigFacts({ config: { type, labels, createdAt } }: { config: ConfigDetail }) {
  const t = useTranslations("config.fact");
  return (
    <Card title={t("title")}>
      <Facts
        facts={[
          [t("type"), type],
          [t("labels"), <Labels key="labels" labels={labels} />],
          [t("age"), <Age key="age" at={createdAt} />],
        ]}
      />
    </Card>
  );
}
