"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, type Outputs } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { type DrainProgress, drainProgress } from "./drainProgress";
import type { NodeDetail } from "./NodePage";

export type DrainPlan = Outputs["nodes"]["drainPlan"];
export type Drained = Outputs["nodes"]["drain"];
type PodRef = DrainPlan["moves"][number]["pod"];

export interface Drain {
  readonly start: (plan: DrainPlan, consent: { force: boolean; deleteEmptyDirData: boolean }) => void;
  readonly isRunning: boolean;
  /** Of the drain that runs, or ran last on this page. */
  readonly progress: DrainProgress<PodRef>;
  readonly plan: DrainPlan | undefined;
  readonly result: Drained | undefined;
  readonly refusal: string | undefined;
  readonly forget: () => void;
}

/** A drain and how far it is. It belongs to the page, not to the dialog: closing that stops nothing. */
export function useDrain(node: NodeDetail): Drain {
  const t = useTranslations("nodes.drain");
  const [plan, setPlan] = useState<DrainPlan>();
  const [result, setResult] = useState<Drained>();
  const act = useAct({
    run: (consent: { force: boolean; deleteEmptyDirData: boolean }) =>
      api.nodes.drain.mutate({ name: node.name, ...consent }),
    says: (_consent, done) =>
      t(done.left.length > 0 ? "endedWithLeft" : "ended", {
        name: node.name,
        count: done.gone.length,
        left: done.left.length,
      }),
    onDone: setResult,
  });
  return {
    start(wanted, consent) {
      setPlan(wanted);
      setResult(undefined);
      void act.act(consent);
    },
    isRunning: act.isBusy,
    progress: drainProgress(plan?.moves.map(({ pod }) => pod) ?? [], node.podRows),
    plan,
    result,
    refusal: act.problem?.says,
    forget() {
      setPlan(undefined);
      setResult(undefined);
      act.reset();
    },
  };
}
