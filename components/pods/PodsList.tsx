"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { hrefOf } from "@/components/shell/places";
import { EmptyState } from "@/components/ui/EmptyState";
import { podColumns } from "./podColumns";

export function PodsList() {
  const t = useTranslations("pods");
  const columns = useMemo(() => podColumns((key) => t(`column.${key}`)), [t]);
  return (
    <ListPage
      view="pods.list"
      title={t("title")}
      columns={columns}
      sort={{ column: "name", direction: "asc" }}
      href={(row) => hrefOf({ kind: "Pod", ...row })}
      empty={<EmptyState title={t("empty")}>{t("emptySays")}</EmptyState>}
    />
  );
}
