"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { useConfirm } from "@/components/ui/useConfirm";
import type { StatefulSetDetail } from "./StatefulSetPage";

/** Goes back to an earlier revision, after one question; going back to the one before takes that back. */
export function useRollback({ namespace, name, revisions }: StatefulSetDetail) {
  const t = useTranslations("statefulSets.act");
  const confirm = useConfirm();
  const at = { namespace, name };
  const current = revisions[0]?.revision ?? 0;
  const { act, isBusy } = useAct<number, unknown>({
    run: (revision) => api.statefulsets.rollback.mutate({ ...at, revision }),
    says: (revision) => t("rolledBack", { name, revision }),
    undo: () => api.statefulsets.rollback.mutate(at),
  });
  const ask = useCallback(
    async (revision: number) => {
      const description = t("rollbackSays", { from: current, to: revision });
      if (await confirm({ title: t("rollbackTitle", { name, revision }), description, act: t("rollback") }))
        await act(revision);
    },
    [t, confirm, act, name, current],
  );
  return { ask: (revision: number) => void ask(revision), isBusy };
}
