"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Sentence } from "@/components/ui/Sentence";
import { Skeleton } from "@/components/ui/Skeleton";

/** Offered where nothing runs yet. */
export function Examples() {
  const t = useTranslations("overview.examples");
  return (
    <>
      <Sentence lead={t("lead")}>{t("says")}</Sentence>
      <ExamplesCard />
    </>
  );
}

/** Each is applied by one click, or opened in the editor first. */
export function ExamplesCard() {
  const t = useTranslations("overview.examples");
  const router = useRouter();
  const { data } = useQuery({ queryKey: ["examples"], queryFn: () => api.examples.list.query() });
  const apply = useAct({
    run: ({ name }: { name: string }) => api.examples.deploy.mutate({ name }),
    says: ({ name }) => t("applied", { name }),
  });
  return (
    <Card title={t("title")} aside={t("aside")}>
      {data ? null : <Skeleton className="m-3.5 w-1/3" />}
      <ul>
        {(data ?? []).map((example) => (
          <li
            key={example.name}
            className="flex flex-wrap items-center gap-x-3 gap-y-1.5 border-b border-line px-3.5 py-2 last:border-0"
          >
            <b className="font-medium">{example.name}</b>
            <span className="min-w-0 flex-1 basis-60 text-soft">{example.says}</span>
            <span className="flex gap-2">
              <Button
                size="small"
                look="ghost"
                onClick={() => router.push(`/deploy?example=${encodeURIComponent(example.name)}`)}
              >
                {t("see")}
                <span className="sr-only">{example.name}</span>
              </Button>
              <Button size="small" disabled={apply.isBusy} onClick={() => void apply.act({ name: example.name })}>
                {t("apply")}
                <span className="sr-only">{example.name}</span>
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
