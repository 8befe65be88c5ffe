"use client";
import { useTranslations } from "next-intl";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { ObjectActs } from "@/components/objects/ObjectActs";
import { ActButton } from "@/components/ui/ActButton";
import type { CronJobDetail } from "./CronJobPage";

/** Run it now, whatever its schedule says; stop it from starting anything, and let it again. */
export function CronJobActs({ cronJob, onYaml }: { cronJob: CronJobDetail; onYaml: () => void }) {
  const t = useTranslations("cronJobs.act");
  const acts = useTranslations("acts");
  const { namespace, name, uid, runs, status, isSuspended } = cronJob;
  const at = { namespace, name };
  const isGoing = status === "Deleting";
  const going = isGoing ? { disabledReason: acts("isGoing") } : {};
  const run = useAct({
    run: () => api.cronjobs.runNow.mutate(at),
    says: (_input, job) => t("started", { job: job.name }),
    undo: (_input, job) => api.jobs.delete.mutate({ namespace, name: job.name }),
  });
  const suspend = useAct<void, unknown>({
    run: () => api.cronjobs.suspend.mutate(at),
    says: () => t("suspended", { name }),
    undo: () => api.cronjobs.resume.mutate(at),
  });
  const resume = useAct<void, unknown>({
    run: () => api.cronjobs.resume.mutate(at),
    says: () => t("resumed", { name }),
    undo: () => api.cronjobs.suspend.mutate(at),
  });
  const [label, held] = isSuspended ? ([t("resume"), resume] as const) : ([t("suspend"), suspend] as const);
  return (
    <>
      <ActButton label={t("runNow")} hotkey="r" onAct={() => void run.act(undefined)} isBusy={run.isBusy} {...going} />
      <ActButton
        label={label}
        hotkey="p"
        look={isSuspended ? "solid" : "plain"}
        onAct={() => void held.act()}
        isBusy={held.isBusy}
        {...going}
      />
      <ObjectActs
        name={name}
        onYaml={onYaml}
        onDelete={() => api.cronjobs.delete.mutate({ ...at, uid })}
        deleteSays={t("deleteSays", { count: runs.length })}
        isGoing={isGoing}
      />
    </>
  );
}
