"use client";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { ObjectGone } from "@/components/objects/ObjectGone";
import { useObjectParams } from "@/components/objects/useObjectParams";
import { YamlView } from "@/components/objects/YamlView";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Sentence } from "@/components/ui/Sentence";
import { Tabs } from "@/components/ui/Tabs";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { useTab } from "@/components/ui/useTab";
import { NodeActs } from "./NodeActs";
import { NodeOverview } from "./NodeOverview";
import { NodeTags } from "./NodeTags";

export type NodeDetail = ViewOutput<"nodes.get">;
const tabs = ["overview", "yaml"] as const;

export function NodePage() {
  const { name } = useObjectParams();
  const { data, problem, retry } = useLive("nodes.get", { name });
  usePageTitle(name, data?.severity);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={name} list="/nodes" problem={problem} onRetry={retry} />;
  return <NodeParts node={data} />;
}

function NodeParts({ node }: { node: NodeDetail }) {
  const t = useTranslations("nodes");
  const [tab, setTab] = useTab(tabs);
  return (
    <Page>
      <PageHead
        title={node.name}
        tags={<NodeTags node={node} />}
        acts={<NodeActs node={node} onYaml={() => setTab("yaml")} />}
      />
      <NodeSentence node={node} />
      <Tabs
        label={node.name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <NodeOverview node={node} /> },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView kind="Node" name={node.name} /> },
        ]}
      />
    </Page>
  );
}

/** Only where something is to be said: a node that is well and takes pods is quiet. */
function NodeSentence({ node }: { node: NodeDetail }) {
  const t = useTranslations("nodes.sentence");
  const { isReady, isCordoned, severity, message, pods } = node;
  if (!isReady || severity === "warning")
    return (
      <Sentence lead={t("why")}>
        {t(isReady ? "pressure" : "notReady", { count: pods })}
        {message ? <span className="text-ink"> {message}</span> : null}
      </Sentence>
    );
  return isCordoned ? <Sentence lead={t("now")}>{t("cordoned", { count: pods })}</Sentence> : null;
}
