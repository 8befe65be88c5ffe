"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ScaleDialog } from "@/components/deployments/ScaleDialog";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { ObjectActs } from "@/components/objects/ObjectActs";
import { ActButton } from "@/components/ui/ActButton";
import type { StatefulSetDetail } from "./StatefulSetPage";
import { useRollback } from "./useRollback";

/** What can be done to a StatefulSet; what can't be done now says why. */
export function StatefulSetActs({ set, onYaml }: { set: StatefulSetDetail; onYaml: () => void }) {
  const t = useTranslations("statefulSets.act");
  const acts = useTranslations("acts");
  const { namespace, name, uid, ready, status, revisions } = set;
  const at = { namespace, name };
  const [isScaling, setScaling] = useState(false);
  const isGoing = status === "Deleting";
  const going = isGoing ? { disabledReason: acts("isGoing") } : {};
  const restart = useAct<void, unknown>({
    run: () => api.statefulsets.restart.mutate(at),
    says: () => t("restarted", { name }),
  });
  const rollback = useRollback(set);
  const previous = revisions[1];
  return (
    <>
      <ActButton label={t("scale")} hotkey="=" onAct={() => setScaling(true)} {...going} />
      <ActButton
        label={acts("restart")}
        hotkey="r"
        onAct={() => void restart.act()}
        isBusy={restart.isBusy}
        {...going}
      />
      <ActButton
        label={t("rollback")}
        hotkey="b"
        onAct={() => previous && rollback.ask(previous.revision)}
        isBusy={rollback.isBusy}
        {...(previous ? going : { disabledReason: t("noRevision") })}
      />
      <ObjectActs
        name={name}
        onYaml={onYaml}
        onDelete={() => api.statefulsets.delete.mutate({ ...at, uid })}
        deleteSays={t("deleteSays", { count: ready })}
        isGoing={isGoing}
      />
      {isScaling ? (
        <ScaleDialog
          workload={set}
          run={(replicas) => api.statefulsets.scale.mutate({ ...at, replicas })}
          onClose={() => setScaling(false)}
        />
      ) : null}
    </>
  );
}
