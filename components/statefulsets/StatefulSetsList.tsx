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

export function StatefulSetsList() {
  const t = useTranslations("statefulSets");
  const router = useRouter();
  const columns = useMemo(
    () =>
      workloadColumns("StatefulSet", {
        title: (key) => t(`column.${key}`),
        status: (status) => statusWord(t, status),
      }),
    [t],
  );
  const create = () => router.push(newPlace);
  return (
    <ListPage
      view="statefulsets.list"
      title={t("title")}
      columns={columns}
      sort={{ column: "name", direction: "asc" }}
      href={(row) => hrefOf({ kind: "StatefulSet", ...row })}
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
