"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { hrefOf } from "@/components/shell/places";
import { ActButton } from "@/components/ui/ActButton";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { cronJobColumns } from "./cronJobColumns";
import { statusWord } from "./statusWord";

const newPlace = "/deploy?as=yaml";

export function CronJobsList() {
  const t = useTranslations("cronJobs");
  const router = useRouter();
  const columns = useMemo(
    () =>
      cronJobColumns(
        (key) => t(`column.${key}`),
        (status) => statusWord(t, status),
      ),
    [t],
  );
  const create = () => router.push(newPlace);
  return (
    <ListPage
      view="cronjobs.list"
      title={t("title")}
      columns={columns}
      sort={{ column: "name", direction: "asc" }}
      href={(row) => hrefOf({ kind: "CronJob", ...row })}
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
