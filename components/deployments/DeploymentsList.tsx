"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { hrefOf } from "@/components/shell/places";
import { ActButton } from "@/components/ui/ActButton";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { Link } from "@/components/ui/Link";
import { deploymentColumns } from "./deploymentColumns";

export function DeploymentsList() {
  const t = useTranslations("deployments");
  const router = useRouter();
  const columns = useMemo(
    () =>
      deploymentColumns(
        (key) => t(`column.${key}`),
        (status) => statusWord(t, status),
      ),
    [t],
  );
  return (
    <ListPage
      view="deployments.list"
      title={t("title")}
      columns={columns}
      sort={{ column: "name", direction: "asc" }}
      href={(row) => hrefOf({ kind: "Deployment", ...row })}
      statusLabel={(status) => statusWord(t, status)}
      acts={<ActButton label={t("deploy")} hotkey="n" look="solid" onAct={() => router.push("/deploy")} />}
      empty={
        <EmptyState
          title={t("empty")}
          acts={
            <Button asChild>
              <Link href="/deploy">{t("deploy")}</Link>
            </Button>
          }
        >
          {t("emptySays")}
        </EmptyState>
      }
    />
  );
}

const statuses = ["Ready", "Progressing", "Stuck", "Paused", "Unavailable", "Stopped", "Deleting"] as const;

/** A Deployment's state in the reader's language; one that is not known stays as the engine says it. */
export function statusWord(t: ReturnType<typeof useTranslations<"deployments">>, status: string): string {
  const known = statuses.find((one) => one === status);
  return known ? t(`status.${known}`) : status;
}
