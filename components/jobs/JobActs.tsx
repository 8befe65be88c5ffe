"use client";
import { useTranslations } from "next-intl";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { ObjectActs } from "@/components/objects/ObjectActs";
import { ActButton } from "@/components/ui/ActButton";
import { useConfirm } from "@/components/ui/useConfirm";
import type { JobDetail } from "./JobPage";

/** Running a Job again takes its pods and their logs with it: asked once. */
export function JobActs({ job, onYaml }: { job: JobDetail; onYaml: () => void }) {
  const t = useTranslations("jobs.act");
  const acts = useTranslations("acts");
  const confirm = useConfirm();
  const { namespace, name, uid, pods, status } = job;
  const isGoing = status === "Deleting";
  const again = useAct<void, unknown>({
    run: () => api.jobs.restart.mutate({ namespace, name }),
    says: () => t("begun", { name }),
  });
  const ask = async () => {
    const question = { title: t("againTitle", { name }), description: t("againSays"), act: t("again") };
    if (await confirm(question)) await again.act();
  };
  return (
    <>
      <ActButton
        label={t("again")}
        hotkey="r"
        onAct={() => void ask()}
        isBusy={again.isBusy}
        {...(isGoing ? { disabledReason: acts("isGoing") } : {})}
      />
      <ObjectActs
        name={name}
        onYaml={onYaml}
        onDelete={() => api.jobs.delete.mutate({ namespace, name, uid })}
        deleteSays={t("deleteSays", { count: pods.length })}
        isGoing={isGoing}
      />
    </>
  );
}
