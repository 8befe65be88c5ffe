"use client";
import { useTranslations } from "next-intl";
import { api } from "@/components/live/api";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { HistoryView } from "@/components/objects/HistoryView";
import { ObjectActs } from "@/components/objects/ObjectActs";
import { ObjectGone } from "@/components/objects/ObjectGone";
import { useObjectParams } from "@/components/objects/useObjectParams";
import { YamlView } from "@/components/objects/YamlView";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Sentence } from "@/components/ui/Sentence";
import { Tabs } from "@/components/ui/Tabs";
import { Tag } from "@/components/ui/Tag";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { useTab } from "@/components/ui/useTab";
import { ServiceOverview } from "./ServiceOverview";
import { serviceWord } from "./words";

export type ServiceDetail = ViewOutput<"services.get">;
const tabs = ["overview", "yaml", "history"] as const;

export function ServicePage() {
  const at = useObjectParams();
  const { data, problem, retry } = useLive("services.get", at);
  usePageTitle(at.name, data?.severity);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={at.name} list="/network" problem={problem} onRetry={retry} />;
  return <ServiceParts service={data} />;
}

function ServiceParts({ service }: { service: ServiceDetail }) {
  const t = useTranslations("network");
  const [tab, setTab] = useTab(tabs);
  const { namespace, name, uid, status, severity } = service;
  const at = { kind: "Service", namespace, name };
  return (
    <Page>
      <PageHead
        title={name}
        tags={<Tag tone={severity === "warning" ? "warn" : "quiet"}>{serviceWord(t, status)}</Tag>}
        acts={
          <ObjectActs
            name={name}
            onYaml={() => setTab("yaml")}
            onDelete={() => api.services.delete.mutate({ namespace, name, uid })}
            deleteSays={t("deleteService", { routes: service.routes.length })}
            isGoing={status === "Deleting"}
          />
        }
      />
      <ServiceSentence service={service} />
      <Tabs
        label={name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <ServiceOverview service={service} /> },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView {...at} /> },
          { key: "history", label: t("tab.history"), content: <HistoryView {...at} /> },
        ]}
      />
    </Page>
  );
}

/** Only where nothing answers: a service that leads to ready pods is quiet. */
function ServiceSentence({ service: { status, notReady, selector } }: { service: ServiceDetail }) {
  const t = useTranslations("network.sentence");
  if (status !== "NoEndpoints") return null;
  const labels = Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  return <Sentence lead={t("why")}>{t(notReady > 0 ? "noneReady" : "noPods", { count: notReady, labels })}</Sentence>;
}
