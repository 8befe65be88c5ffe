"use client";
import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { LogView } from "@/components/logs/LogView";
import { ObjectGone } from "@/components/objects/ObjectGone";
import { YamlView } from "@/components/objects/YamlView";
import { TerminalView } from "@/components/terminal/TerminalView";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Tabs } from "@/components/ui/Tabs";
import { Tag } from "@/components/ui/Tag";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { useTab } from "@/components/ui/useTab";
import { PodActs } from "./PodActs";
import { PodOverview } from "./PodOverview";
import { PodSentence } from "./PodSentence";

export type Pod = ViewOutput<"pods.get">;
const tabs = ["overview", "logs", "terminal", "yaml"] as const;

export function PodPage() {
  const params = useParams<{ namespace: string; name: string }>();
  const [namespace, name] = [decodeURIComponent(params.namespace), decodeURIComponent(params.name)];
  const { data: pod, problem, retry } = useLive("pods.get", { namespace, name });
  usePageTitle(name, pod?.severity);
  if (!pod || problem?.reason === "NotFound")
    return <ObjectGone name={name} list="/pods" problem={problem} onRetry={retry} />;
  return <PodParts pod={pod} />;
}

function PodParts({ pod }: { pod: Pod }) {
  const t = useTranslations("pods");
  const [tab, setTab] = useTab(tabs);
  const running = pod.containerRows.filter(({ state }) => state === "running").map(({ name }) => name);
  const at = { namespace: pod.namespace, name: pod.name };
  return (
    <Page>
      <PageHead title={pod.name} tags={<PodTag pod={pod} />} acts={<PodActs pod={pod} onTab={setTab} />} />
      <PodSentence pod={pod} />
      <Tabs
        label={pod.name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <PodOverview pod={pod} /> },
          {
            key: "logs",
            label: t("tab.logs"),
            content: (
              <LogView
                of={{ namespace: pod.namespace, pods: [pod.name] }}
                containers={pod.containerRows.map(({ name }) => name)}
                hasPrevious={pod.containerRows.some(({ last }) => last !== undefined)}
              />
            ),
          },
          {
            key: "terminal",
            label: t("tab.terminal"),
            content: <TerminalView namespace={pod.namespace} pod={pod.name} containers={running} />,
          },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView kind="Pod" {...at} /> },
        ]}
      />
    </Page>
  );
}

function PodTag({ pod }: { pod: Pod }) {
  const tone = pod.severity === "critical" ? "bad" : pod.severity === "warning" ? "warn" : "quiet";
  return (
    <Tag tone={tone}>
      {pod.status} <Age at={pod.severity === "well" ? (pod.startedAt ?? pod.createdAt) : pod.createdAt} />
    </Tag>
  );
}
