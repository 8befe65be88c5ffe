"use client";
import { useTranslations } from "next-intl";
import type { Deployment } from "./DeploymentPage";

type Figures = Pick<Deployment, "desired" | "updated" | "ready" | "available">;

/** How far the newest revision is: asked for, updated, ready, available. In place while it changes. */
export function RolloutBar({ deployment }: { deployment: Figures }) {
  const t = useTranslations("deployments.figure");
  const { desired, updated, ready, available } = deployment;
  const figures = [
    ["desired", desired],
    ["updated", updated],
    ["ready", ready],
    ["available", available],
  ] as const;
  return (
    <dl className="grid grid-cols-4 rounded-lg border border-line bg-raised">
      {figures.map(([key, value]) => (
        <div key={key} className="border-l border-line px-3.5 py-2.5 first:border-0">
          <dt className="clip text-sm text-faint">{t(key)}</dt>
          <dd className="num text-xl font-semibold tracking-[-0.03em]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
