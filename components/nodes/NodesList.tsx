"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { hrefOf } from "@/components/shell/places";
import { EmptyState } from "@/components/ui/EmptyState";
import { nodeColumns } from "./nodeColumns";

export function NodesList() {
  const t = useTranslations("nodes");
  const ui = useTranslations("ui");
  const columns = useMemo(() => nodeColumns((key) => t(`column.${key}`)), [t]);
  return (
    <ListPage
      view="nodes.list"
      title={t("title")}
      columns={columns}
      sort={{ column: "name", direction: "asc" }}
      href={({ name }) => hrefOf({ kind: "Node", name })}
      hasNamespaces={false}
      choices={<span className="text-sm text-faint phone:hidden">{ui("askedAndUsed")}</span>}
      empty={<EmptyState title={t("empty")}>{t("emptySays")}</EmptyState>}
    />
  );
}
