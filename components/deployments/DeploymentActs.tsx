"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { useDeletion } from "@/components/objects/useDeletion";
import { ActButton } from "@/components/ui/ActButton";
import type { Deployment } from "./DeploymentPage";
import { ScaleDialog } from "./ScaleDialog";
import { useRollback } from "./useRollback";

/** What can be done to a Deployment; what can't be done now says why. */
export function DeploymentActs({
  deployment,
  onTab,
}: {
  deployment: Deployment;
  onTab: (tab: "logs" | "yaml") => void;
}) {
  const t = useTranslations("deployments.act");
  const { namespace, name, uid, isPaused, revisions, status } = deployment;
  const at = { namespace, name };
  const [isScaling, setScaling] = useState(false);
  const restart = useAct<void, unknown>({
    run: () => api.deployments.restart.mutate(at),
    says: () => t("restarted", { name }),
  });
  const pause = useAct<void, unknown>({
    run: () => api.deployments.pause.mutate(at),
    says: () => t("paused", { name }),
    undo: () => api.deployments.resume.mutate(at),
  });
  const resume = useAct<void, unknown>({
    run: () => api.deployments.resume.mutate(at),
    says: () => t("resumed", { name }),
    undo: () => api.deployments.pause.mutate(at),
  });
  const rollback = useRollback(deployment);
  const deletion = useDeletion({
    name,
    run: () => api.deployments.delete.mutate({ ...at, uid }),
    says: t("deleteSays", { count: deployment.ready }),
  });
  const going = status === "Deleting" ? { disabledReason: t("isGoing") } : {};
  const previous = revisions.find(({ isCurrent }) => !isCurrent);
  const noRollback = isPaused ? t("pausedFirst") : previous ? undefined : t("noRevision");
  const noRestart = isPaused ? t("pausedFirst") : undefined;
  return (
    <>
      <ActButton label={t("scale")} hotkey="=" onAct={() => setScaling(true)} {...going} />
      <ActButton
        label={t("restart")}
        hotkey="r"
        onAct={() => void restart.act()}
        isBusy={restart.isBusy}
        {...(noRestart ? { disabledReason: noRestart } : going)}
      />
      {isPaused ? (
        <ActButton
          label={t("resume")}
          hotkey="p"
          look="solid"
          onAct={() => void resume.act()}
          isBusy={resume.isBusy}
          {...going}
        />
      ) : (
        <ActButton label={t("pause")} hotkey="p" onAct={() => void pause.act()} isBusy={pause.isBusy} {...going} />
      )}
      <ActButton
        label={t("rollback")}
        hotkey="b"
        look={status === "Stuck" && !noRollback ? "solid" : "plain"}
        onAct={() => previous && rollback.ask(previous.revision)}
        isBusy={rollback.isBusy}
        {...(noRollback ? { disabledReason: noRollback } : going)}
      />
      <ActButton label={t("yaml")} hotkey="y" onAct={() => onTab("yaml")} />
      <ActButton
        label={t("delete")}
        hotkey="backspace"
        look="danger"
        onAct={deletion.ask}
        isBusy={deletion.isBusy}
        {...going}
      />
      {isScaling ? (
        <ScaleDialog
          workload={deployment}
          run={(replicas) => api.deployments.scale.mutate({ ...at, replicas })}
          onClose={() => setScaling(false)}
        />
      ) : null}
    </>
  );
}
