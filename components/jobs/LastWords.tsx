"use client";
import { useTranslations } from "next-intl";
import { useLogs } from "@/components/logs/useLogs";
import { hrefOf } from "@/components/shell/places";
import { Card } from "@/components/ui/Card";
import { Link } from "@/components/ui/Link";
import type { JobDetail } from "./JobPage";
import { lastWords } from "./lastWords";

const mostPods = 3;
const mostLines = 6;

/** What the pods that failed said at the end: nearly always the reason. */
export function LastWords({ job }: { job: JobDetail }) {
  const failed = job.pods.filter(({ severity }) => severity === "critical").slice(0, mostPods);
  if (failed.length === 0) return null;
  return <LastWordsOf namespace={job.namespace} pods={failed} />;
}

function LastWordsOf({ namespace, pods }: { namespace: string; pods: JobDetail["pods"] }) {
  const t = useTranslations("jobs.lastWords");
  const names = pods.map(({ name }) => name);
  const logs = useLogs({ namespace, pods: names });
  const words = lastWords(logs.lines, names, mostLines);
  return (
    <Card title={t("title")}>
      <ul>
        {words.map(({ pod, lines }, index) => (
          <li key={pod} className="grid gap-1 border-b border-line px-3.5 py-2.5 last:border-0">
            <p className="flex flex-wrap gap-x-2.5">
              <Link
                href={hrefOf({ kind: "Pod", namespace, name: pod }) ?? "/pods"}
                className="font-medium hover:underline"
              >
                {pod}
              </Link>
              <span className="text-bad">{pods[index]?.status}</span>
              {lines.length === 0 ? <span className="text-soft">{pods[index]?.message}</span> : null}
            </p>
            {lines.length > 0 ? (
              <pre className="overflow-x-auto text-[12px] leading-5 text-soft">{lines.join("\n")}</pre>
            ) : (
              <p className="text-faint">{t(logs.state === "opening" ? "reading" : "silent")}</p>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
