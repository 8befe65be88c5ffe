"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { useConfirm } from "@/components/ui/useConfirm";
import type { Deployment } from "./DeploymentPage";

/** Goes back to an earlier revision, after one question; going back to the one before takes that back. */
export function useRollback({ namespace, name, revisions }: Deployment) {
  const t = useTranslations("deployments.act");
  const confirm = useConfirm();
  const at = { namespace, name };
  const current = revisions.find(({ isCurrent }) => isCurrent) ?? revisions[0];
  const { act, isBusy } = useAct<number, unknown>({
    run: (revision) => api.deployments.rollback.mutate({ ...at, revision }),
    says: (revision) => t("rolledBack", { name, revision }),
    // The set that runs now keeps its template under a new number: the newest before the rollback's own.
    undo: () => api.deployments.rollback.mutate(at),
  });
  const ask = useCallback(
    async (revision: number) => {
      const description = t("rollbackSays", { from: current?.revision ?? 0, to: revision });
      if (await confirm({ title: t("rollbackTitle", { name, revision }), description, act: t("rollback") }))
        await act(revision);
    },
    [t, confirm, act, name, current?.revision],
  );
  return { ask: (revision: number) => void ask(revision), isBusy };
}
