"use client";
import { useTranslations } from "next-intl";
import { api } from "@/components/live/api";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { ConditionsCard } from "@/components/objects/ConditionsCard";
import { EventsCard } from "@/components/objects/EventsCard";
import { HistoryView } from "@/components/objects/HistoryView";
import { ObjectActs } from "@/components/objects/ObjectActs";
import { ObjectGone } from "@/components/objects/ObjectGone";
import { useObjectParams } from "@/components/objects/useObjectParams";
import { YamlView } from "@/components/objects/YamlView";
import { Card } from "@/components/ui/Card";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Sentence } from "@/components/ui/Sentence";
import { Tabs } from "@/components/ui/Tabs";
import { Tag } from "@/components/ui/Tag";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { useTab } from "@/components/ui/useTab";
import { OutLink } from "./OutLink";
import { RulesCard } from "./RulesCard";
import { routeWord } from "./words";

type RouteDetail = ViewOutput<"routes.get">;
const tabs = ["overview", "yaml", "history"] as const;

export function RoutePage() {
  const at = useObjectParams();
  const { data, problem, retry } = useLive("routes.get", at);
  usePageTitle(at.name, data?.severity);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={at.name} list="/network?tab=routes" problem={problem} onRetry={retry} />;
  return <RouteParts route={data} />;
}

function RouteParts({ route }: { route: RouteDetail }) {
  const t = useTranslations("network");
  const [tab, setTab] = useTab(tabs);
  const { namespace, name, uid, status, severity } = route;
  const at = { kind: "HTTPRoute", namespace, name };
  return (
    <Page>
      <PageHead
        title={name}
        tags={
          <Tag tone={severity === "critical" ? "bad" : severity === "warning" ? "warn" : "quiet"}>
            {routeWord(t, status)}
          </Tag>
        }
        acts={
          <ObjectActs
            name={name}
            onYaml={() => setTab("yaml")}
            onDelete={() => api.routes.delete.mutate({ namespace, name, uid })}
            deleteSays={t("deleteRoute")}
            isGoing={status === "Deleting"}
          />
        }
      />
      <RouteSentence route={route} />
      <Tabs
        label={name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <RouteOverview route={route} /> },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView {...at} /> },
          { key: "history", label: t("tab.history"), content: <HistoryView {...at} /> },
        ]}
      />
    </Page>
  );
}

/** Only where requests do not arrive. */
function RouteSentence({ route: { status, message } }: { route: RouteDetail }) {
  const t = useTranslations("network.sentence");
  if (status !== "Refused" && status !== "NoBackend" && status !== "Pending") return null;
  return (
    <Sentence lead={t("why")}>
      {t(status)}
      {message ? <span className="text-ink"> {message}</span> : null}
    </Sentence>
  );
}

function RouteOverview({ route }: { route: RouteDetail }) {
  const t = useTranslations("network");
  return (
    <>
      <Card title={t("addresses")} aside={route.hostnames.join(", ") || t("everyHost")}>
        {route.urls.length === 0 ? <p className="px-3.5 py-2 text-soft">{t("noUrl")}</p> : null}
        <ul>
          {route.urls.map((url) => (
            <li key={url} className="flex min-h-[34px] items-center border-b border-line px-3.5 last:border-0">
              <OutLink url={url} />
            </li>
          ))}
        </ul>
      </Card>
      <RulesCard rules={route.rules} />
      {route.parents.map(({ gateway, namespace, section, conditions }) => {
        const title = t("onGateway", { gateway: section ? `${gateway}/${section}` : gateway });
        return (
          <section key={`${namespace ?? ""}/${gateway}/${section ?? ""}`} aria-label={title} className="grid gap-2">
            <p className="text-sm text-faint">{title}</p>
            <ConditionsCard conditions={conditions} />
          </section>
        );
      })}
      <EventsCard events={route.events} />
    </>
  );
}
