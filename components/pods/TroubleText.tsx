"use client";
import { useTranslations } from "next-intl";
import type { ViewOutput } from "@/components/live/views";
import { Quoted } from "@/components/ui/Quoted";

type Trouble = ViewOutput<"statefulsets.get">["troubles"][number];

const probes = ["readiness", "liveness", "startup"] as const;

/** What keeps a pod from being ready, in the reader's language; what the engine or the program said is quoted. */
export function TroubleText({ trouble }: { trouble: Trouble }) {
  const t = useTranslations("pods");
  const { pod, kind, container = "", exitCode, reason = "", quote } = trouble;
  const code = exitCode === undefined ? "none" : String(exitCode);
  const probe = probes.find((one) => one === trouble.probe) ?? "readiness";
  return (
    <span className="text-ink">
      {" "}
      {t(`trouble.${kind}`, { pod, container, code, reason, probe: t(`probeName.${probe}`) })}
      <Quoted text={quote} />
    </span>
  );
}
