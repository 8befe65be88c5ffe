"use client";
import { useTranslations } from "next-intl";
import { api } from "@/components/live/api";
import { useDeletion } from "@/components/objects/useDeletion";
import { ActButton } from "@/components/ui/ActButton";
import type { Pod } from "./PodPage";

/** What can be done to a pod. One that something controls comes again when it is deleted, and the question says so. */
export function PodActs({ pod, onTab }: { pod: Pod; onTab: (tab: "logs" | "terminal" | "yaml") => void }) {
  const t = useTranslations("pods");
  const { namespace, name, uid, owner } = pod;
  const deletion = useDeletion({
    name,
    run: () => api.pods.delete.mutate({ namespace, name, uid }),
    says: owner ? t("act.deleteOwned", { kind: owner.kind, owner: owner.name }) : t("act.deleteAlone"),
    // Its owner makes another one: there is nothing to bring back.
    canUndo: owner === undefined,
  });
  const isRunning = pod.containerRows.some(({ state }) => state === "running");
  return (
    <>
      <ActButton label={t("act.logs")} hotkey="l" onAct={() => onTab("logs")} />
      <ActButton
        label={t("act.terminal")}
        hotkey="t"
        onAct={() => onTab("terminal")}
        {...(isRunning ? {} : { disabledReason: t("terminal.noneRuns") })}
      />
      <ActButton label={t("act.yaml")} hotkey="y" onAct={() => onTab("yaml")} />
      <ActButton
        label={t("act.delete")}
        hotkey="backspace"
        look="danger"
        onAct={deletion.ask}
        isBusy={deletion.isBusy}
        {...(pod.deletedAt ? { disabledReason: t("act.deleting") } : {})}
      />
    </>
  );
}
