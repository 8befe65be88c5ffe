"use client";
import { useTranslations } from "next-intl";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { ObjectActs } from "@/components/objects/ObjectActs";
import { ActButton } from "@/components/ui/ActButton";
import type { DaemonSetDetail } from "./DaemonSetPage";

export function DaemonSetActs({ daemonSet, onYaml }: { daemonSet: DaemonSetDetail; onYaml: () => void }) {
  const t = useTranslations("daemonSets.act");
  const acts = useTranslations("acts");
  const { namespace, name, uid, ready, status } = daemonSet;
  const isGoing = status === "Deleting";
  const restart = useAct<void, unknown>({
    run: () => api.daemonsets.restart.mutate({ namespace, name }),
    says: () => t("restarted", { name }),
  });
  return (
    <>
      <ActButton
        label={acts("restart")}
        hotkey="r"
        onAct={() => void restart.act()}
        isBusy={restart.isBusy}
        {...(isGoing ? { disabledReason: acts("isGoing") } : {})}
      />
      <ObjectActs
        name={name}
        onYaml={onYaml}
        onDelete={() => api.daemonsets.delete.mutate({ namespace, name, uid })}
        deleteSays={t("deleteSays", { count: ready })}
        isGoing={isGoing}
      />
    </>
  );
}
