"use client";
import { useTranslations } from "next-intl";
import { Sentence } from "@/components/ui/Sentence";
import type { Pod } from "./PodPage";
import { podSentenceKey } from "./podSentenceKey";

/** What is so, why, and what happens next. Nothing for a pod that simply runs. */
export function PodSentence({ pod }: { pod: Pod }) {
  const t = useTranslations("pods.sentence");
  const key = podSentenceKey(pod);
  if (!key) return null;
  const failing =
    pod.containerRows.find(({ reason, state }) => state !== "running" && reason) ??
    pod.containerRows.find(({ last }) => last);
  return (
    <Sentence lead={t("why")}>
      {t(key, {
        container: failing?.name ?? pod.containerRows[0]?.name ?? "",
        code: failing?.last?.exitCode ?? failing?.exitCode ?? 0,
        restarts: pod.restarts,
        node: pod.node ?? "",
      })}
      {pod.message ? <span className="text-ink"> {pod.message}</span> : null}
    </Sentence>
  );
}
