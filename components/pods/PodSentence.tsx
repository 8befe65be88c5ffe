"use client";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import { Quoted } from "@/components/ui/Quoted";
import { Sentence } from "@/components/ui/Sentence";
import type { Pod } from "./PodPage";
import { podSentenceKey } from "./podSentenceKey";
import { whyFacts } from "./whyFacts";

/** What is so, why, and what happens next. Nothing for a pod that simply runs. */
export function PodSentence({ pod }: { pod: Pod }) {
  const t = useTranslations("pods.sentence");
  const key = podSentenceKey(pod);
  if (!key) return null;
  if (key === "unschedulable") return <UnschedulableSentence pod={pod} />;
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
      <Quoted text={pod.message} />
    </Sentence>
  );
}

/** What it asks for, and the node that comes closest: in the reader's words once the scheduler has answered. */
function UnschedulableSentence({ pod }: { pod: Pod }) {
  const t = useTranslations("pods");
  const { data } = useLive("pods.why", { namespace: pod.namespace, name: pod.name });
  if (!data?.closest)
    return (
      <Sentence lead={t("sentence.why")}>
        {t("sentence.unschedulable")}
        <Quoted text={pod.message} />
      </Sentence>
    );
  const { asks, short, reasons } = whyFacts(pod.asked, data.closest);
  return (
    <Sentence lead={t("sentence.why")}>
      {t.rich("why.says", {
        asks: asks || "none",
        node: data.closest.node,
        lacks: [...short.map((amount) => t("why.short", { amount })), ...reasons].join(", "),
        b: (text) => <b>{text}</b>,
      })}{" "}
      {data.suggestions.length > 0 ? t("why.seeBelow") : t("why.nothingHelps")}
    </Sentence>
  );
}
