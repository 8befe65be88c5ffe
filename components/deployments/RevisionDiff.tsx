"use client";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Diff } from "@/components/ui/Diff";
import { Skeleton } from "@/components/ui/Skeleton";
import { templateText } from "./templateText";

/** The kind whose objects hold a workload's earlier templates. */
export type KeptAs = "ReplicaSet" | "ControllerRevision";

export interface Revision {
  readonly revision: number;
  /** Of the object that keeps it. */
  readonly name: string;
  readonly images: readonly string[];
  readonly cause?: string | undefined;
  readonly createdAt: string;
  readonly ready: number;
  readonly replicas: number;
}

interface RevisionDiffProps {
  readonly namespace: string;
  readonly keptAs: KeptAs;
  /** What runs now, and what it would become. */
  readonly from: Revision;
  readonly to: Revision;
  readonly onClose: () => void;
  readonly onGoBack: () => void;
}

/** What going back would change in the pods' template. */
export function RevisionDiff({ namespace, keptAs, from, to, onClose, onGoBack }: RevisionDiffProps) {
  const t = useTranslations("deployments.revision");
  const ui = useTranslations("ui");
  const before = useLive("objects.yaml", { kind: keptAs, namespace, name: from.name });
  const after = useLive("objects.yaml", { kind: keptAs, namespace, name: to.name });
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={t("diffTitle", { from: from.revision, to: to.revision })}
      acts={
        <>
          <Button onClick={onClose}>{ui("close")}</Button>
          <Button
            look="solid"
            onClick={() => {
              onClose();
              onGoBack();
            }}
          >
            {t("goBack")}
          </Button>
        </>
      }
    >
      <div className="mb-4 rounded-lg border border-line">
        {before.data && after.data ? (
          <Diff before={templateText(before.data.yaml)} after={templateText(after.data.yaml)} />
        ) : (
          <Skeleton className="m-3.5 w-1/2" />
        )}
      </div>
    </Dialog>
  );
}
