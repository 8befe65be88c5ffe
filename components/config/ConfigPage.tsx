"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { HistoryView } from "@/components/objects/HistoryView";
import { ObjectActs } from "@/components/objects/ObjectActs";
import { ObjectGone } from "@/components/objects/ObjectGone";
import { useObjectParams } from "@/components/objects/useObjectParams";
import { YamlView } from "@/components/objects/YamlView";
import { ActButton } from "@/components/ui/ActButton";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Tabs } from "@/components/ui/Tabs";
import { Tag } from "@/components/ui/Tag";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { useTab } from "@/components/ui/useTab";
import { ConfigEdit } from "./ConfigEdit";
import { ConfigOverview } from "./ConfigOverview";

export type ConfigDetail = ViewOutput<"config.get">;
const tabs = ["overview", "yaml", "history"] as const;

export function ConfigPage({ kind }: { kind: ConfigDetail["kind"] }) {
  const at = useObjectParams();
  const { data, problem, retry } = useLive("config.get", { kind, ...at });
  usePageTitle(at.name);
  if (!data || problem?.reason === "NotFound")
    return <ObjectGone name={at.name} list="/config" problem={problem} onRetry={retry} />;
  return <ConfigParts config={data} />;
}

function ConfigParts({ config }: { config: ConfigDetail }) {
  const t = useTranslations("config");
  const [tab, setTab] = useTab(tabs);
  const [isEditing, setEditing] = useState(false);
  const { kind, namespace, name, isImmutable } = config;
  const at = { kind, namespace, name };
  return (
    <Page>
      <PageHead
        title={name}
        tags={
          <>
            <Tag>{kind}</Tag>
            {isImmutable ? <Tag>{t("immutable")}</Tag> : null}
          </>
        }
        acts={<ConfigActs config={config} onEdit={() => setEditing(true)} onYaml={() => setTab("yaml")} />}
      />
      <Tabs
        label={name}
        value={tab}
        onChange={setTab}
        tabs={[
          { key: "overview", label: t("tab.overview"), content: <ConfigOverview config={config} /> },
          { key: "yaml", label: t("tab.yaml"), content: <YamlView {...at} /> },
          // Of a Secret the history keeps no values: there is nothing to go back to.
          ...(kind === "ConfigMap"
            ? [{ key: "history" as const, label: t("tab.history"), content: <HistoryView {...at} /> }]
            : []),
        ]}
      />
      {isEditing ? <ConfigEdit config={config} onClose={() => setEditing(false)} /> : null}
    </Page>
  );
}

interface ConfigActsProps {
  readonly config: ConfigDetail;
  readonly onEdit: () => void;
  readonly onYaml: () => void;
}

/** A deleted Secret can't be brought back: the history keeps no values. The question says so. */
function ConfigActs({ config, onEdit, onYaml }: ConfigActsProps) {
  const t = useTranslations("config");
  const { kind, namespace, name, uid, usedBy, isImmutable } = config;
  const isSecret = kind === "Secret";
  const room = isSecret ? api.secrets : api.config;
  return (
    <>
      <ActButton
        label={t("editValues")}
        hotkey="e"
        onAct={onEdit}
        {...(isImmutable ? { disabledReason: t("isImmutable") } : {})}
      />
      <ObjectActs
        name={name}
        onYaml={onYaml}
        onDelete={() => room.delete.mutate({ namespace, name, uid })}
        deleteSays={`${t("deleteUsers", { count: usedBy.length })} ${t(isSecret ? "deleteForGood" : "deleteUndo")}`}
        canUndo={!isSecret}
      />
    </>
  );
}
