"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { workloadColumns } from "@/components/lists/workloadColumns";
import { hrefOf } from "@/components/shell/places";
import { ActButton } from "@/components/ui/ActButton";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { statusWord } from "./statusWord";

const newPlace = "/deploy?as=yaml";

export function DaemonSetsList() {
  const t = useTranslations("daemonSets");
  const router = useRouter();
  const columns = useMemo(
    () =>
      workloadColumns("DaemonSet", {
        title: (key) => t(`column.${key}`),
        status: (status) => statusWord(t, status),
      }),
    [t],
  );
  const create = () => router.push(newPlace);
  return (
    <ListPage
      view="daemonsets.list"
      title={t("title")}
      columns={columns}
      sort={{ column: "name", direction: "asc" }}
      href={(row) => hrefOf({ kind: "DaemonSet", ...row })}
      statusLabel={(status) => statusWord(t, status)}
      acts={<ActButton label={t("applyYaml")} hotkey="n" look="solid" onAct={create} />}
      empty={
        <EmptyState title={t("empty")} acts={<Button onClick={create}>{t("applyYaml")}</Button>}>
          {t("emptySays")}
        </EmptyState>
      }
    />
  );
}
