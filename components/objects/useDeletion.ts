"use client";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { useConfirm } from "@/components/ui/useConfirm";

/** What a deletion answers: enough to make the object again as it was. */
export interface Deleted {
  readonly kind: string;
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly resourceVersion: string;
}

interface Deletion {
  readonly name: string;
  readonly run: () => Promise<Deleted>;
  /** What goes with it, for the question. */
  readonly says?: string;
  readonly canUndo?: boolean;
  readonly onDone?: () => void;
}

/** Asks once, deletes, and offers to take it back. */
export function useDeletion({ name, run, says, canUndo = true, onDone }: Deletion) {
  const t = useTranslations("objects");
  const confirm = useConfirm();
  const { act, isBusy } = useAct<void, Deleted>({
    run,
    says: () => t("deleted", { name }),
    ...(canUndo
      ? { undo: (_input, { kind, namespace, name: of }) => api.objects.undo.mutate({ kind, namespace, name: of }) }
      : {}),
    ...(onDone ? { onDone } : {}),
  });
  const ask = useCallback(async () => {
    const question = {
      title: t("deleteTitle", { name }),
      act: t("delete"),
      isDanger: true,
      ...(says ? { description: says } : {}),
    };
    if (await confirm(question)) await act();
  }, [t, confirm, act, name, says]);
  return { ask: () => void ask(), isBusy };
}
