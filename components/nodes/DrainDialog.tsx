"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { ErrorState } from "@/components/ui/ErrorState";
import { Kbd } from "@/components/ui/Kbd";
import { Skeleton } from "@/components/ui/Skeleton";
import { DrainConsent } from "./DrainConsent";
import { DrainPlanView } from "./DrainPlanView";
import { DrainProgressView } from "./DrainProgressView";
import { openBlockers } from "./drainConsents";
import type { NodeDetail } from "./NodePage";
import type { Drain } from "./useDrain";

interface DrainDialogProps {
  readonly node: NodeDetail;
  readonly drain: Drain;
  readonly onClose: () => void;
}

/** First what would happen, then what happens. */
export function DrainDialog({ node, drain, onClose }: DrainDialogProps) {
  const t = useTranslations("nodes.drain");
  const ui = useTranslations("ui");
  if (!drain.plan) return <DrainPreview node={node} drain={drain} onClose={onClose} />;
  const close = () => {
    if (!drain.isRunning) drain.forget();
    onClose();
  };
  return (
    <Dialog
      isOpen
      isWide
      onClose={close}
      title={t(drain.isRunning ? "running" : "over", { name: node.name })}
      description={drain.isRunning ? t("goesOn") : drain.refusal}
      acts={
        <Button look="solid" onClick={close}>
          {ui("close")} <Kbd combo="escape" />
        </Button>
      }
    >
      <DrainProgressView drain={drain} />
    </Dialog>
  );
}

function DrainPreview({ node, drain, onClose }: DrainDialogProps) {
  const t = useTranslations("nodes.drain");
  const ui = useTranslations("ui");
  const [consent, setConsent] = useState({ force: false, deleteEmptyDirData: false });
  // Asked anew whenever the pods of the node change: the preview is of now.
  const pods = node.podRows.map(({ uid, status }) => `${uid}${status === "Terminating"}`).join();
  const { data, error, refetch } = useQuery({
    queryKey: ["drainPlan", node.name, pods],
    queryFn: () => api.nodes.drainPlan.query({ name: node.name }),
    staleTime: 0,
    placeholderData: keepPreviousData,
  });
  const open = data ? openBlockers(data.blockers, consent) : [];
  const isReady = data !== undefined && open.length === 0;
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={t("title", { name: node.name })}
      description={t("says")}
      acts={
        <>
          <Button onClick={onClose}>
            {ui("cancel")} <Kbd combo="escape" />
          </Button>
          <Button
            look="solid"
            disabled={!isReady}
            title={open.length > 0 ? t("agreeFirst") : undefined}
            onClick={() => data && drain.start(data, consent)}
          >
            {t("start", { count: data?.moves.length ?? 0 })}
          </Button>
        </>
      }
    >
      <div className="grid gap-4 pb-4">
        {data ? (
          <>
            <DrainConsent blockers={data.blockers} consent={consent} onChange={setConsent} />
            <DrainPlanView plan={data} />
          </>
        ) : error ? (
          <ErrorState says={problemOf(error).says || ui("unreachable")} onRetry={() => void refetch()} />
        ) : (
          <div className="grid h-48 content-start gap-4 pt-2">
            <Skeleton className="w-2/3" />
            <Skeleton className="w-1/2" />
            <Skeleton className="w-3/5" />
          </div>
        )}
      </div>
    </Dialog>
  );
}
