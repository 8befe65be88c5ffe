"use client";
import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import { api } from "@/components/live/api";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { ConditionsCard } from "@/components/objects/ConditionsCard";
import { EventsCard } from "@/components/objects/EventsCard";
import { Facts, Labels } from "@/components/objects/Facts";
import { HistoryView } from "@/components/objects/HistoryView";
import { ObjectActs } from "@/components/objects/ObjectActs";
import { ObjectGone } from "@/components/objects/ObjectGone";
import { useObjectParams } from "@/components/objects/useObjectParams";
import { YamlView } from "@/components/objects/YamlView";
import { kindHref, noNamespace } from "@/components/shell/places";
import { Card } from "@/components/ui/Card";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Tabs } from "@/components/ui/Tabs";
import { Tag } from "@/components/ui/Tag";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { useTab } from "@/components/ui/useTab";

type Detail = ViewOutput<"kinds.get">;
const tabs = ["overview", "yaml", "history"] as const;

/** An object of any kind: what its kind shows of it, its conditions and events, and the whole of it as YAML. */
export function KindObjectPage() {
  const kind = decodeURIComponent(useParams<{ kind: string }>().kind);
  const { namespace, name } = useObjectParams();
  const at = { kind, name, ...(namespace === noNamespace ? {} : { namespace }) };
  const { data, problem, retry } = useLive("kinds.get", at);
  usePageTitle(name);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={name} list={kindHref(kind)} problem={problem} onRetry={retry} />;
  return <Parts object={data} />;
}

function Parts({ object }: { object: Detail }) {
  const t = useTranslations("kinds");
  const [tab, setTab] = useTab(tabs);
  const { kind, namespace, name, uid } = object;
  const at = { kind, name, ...(namespace ? { namespace } : {}) };
  return (
    <Page>
      <PageHead
        title={name}
        tags={
          <>
            <Tag>{object.kindName}</Tag>
            {object.isGoing ? <Tag>{t("going")}</Tag> : null}
          </>
        }
        acts={
          <ObjectActs
            name={name}
            onYaml={() => setTab("yaml")}
            onDelete={() => api.objects.delete.mutate({ ...at, uid })}
            deleteSays={t("deleteSays")}
            isGoing={object.isGoing}
          />
        }
      />
      <Tabs
        label={name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <Overview object={object} /> },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView {...at} /> },
          { key: "history", label: t("tab.history"), content: <HistoryView {...at} /> },
        ]}
      />
    </Page>
  );
}

function Overview({ object }: { object: Detail }) {
  const t = useTranslations("kinds");
  const own = object.facts.map(({ name, value }) => [name, value === null ? undefined : String(value)] as const);
  return (
    <>
      <Card title={t("facts")}>
        <Facts
          facts={[
            ...own,
            [t("column.namespace"), object.namespace],
            [t("labels"), <Labels key="labels" labels={object.labels} />],
            [t("created"), <Age key="created" at={object.createdAt} />],
          ]}
        />
      </Card>
      {object.conditions.length > 0 ? <ConditionsCard conditions={object.conditions} /> : null}
      <EventsCard events={object.events} />
    </>
  );
}
