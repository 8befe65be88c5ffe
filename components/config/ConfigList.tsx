"use client";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { useLive } from "@/components/live/useLive";
import { hrefOf } from "@/components/shell/places";
import { ActButton } from "@/components/ui/ActButton";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { ConfigForm } from "./ConfigForm";
import { configColumns } from "./configColumns";

export function ConfigList() {
  const t = useTranslations("config");
  const [creating, setCreating] = useState<"ConfigMap" | "Secret">();
  const columns = useMemo(() => configColumns((key) => t(`column.${key}`)), [t]);
  // What may be seen does not depend on the window of the list.
  const { data } = useLive("config.list", { kind: "Secret", limit: 1 });
  return (
    <>
      <ListPage
        view="config.list"
        title={t("title")}
        columns={columns}
        sort={{ column: "name", direction: "asc" }}
        href={(row) => hrefOf(row)}
        choices={data?.areSecretsHidden ? <span className="text-sm text-faint">{t("secretsHidden")}</span> : null}
        acts={
          <>
            <ActButton label={t("newSecret")} hotkey="shift+n" onAct={() => setCreating("Secret")} />
            <ActButton label={t("newConfigMap")} hotkey="n" look="solid" onAct={() => setCreating("ConfigMap")} />
          </>
        }
        empty={
          <EmptyState
            title={t("empty")}
            acts={<Button onClick={() => setCreating("ConfigMap")}>{t("newConfigMap")}</Button>}
          >
            {t("emptySays")}
          </EmptyState>
        }
      />
      {creating ? <ConfigForm kind={creating} onClose={() => setCreating(undefined)} /> : null}
    </>
  );
}
