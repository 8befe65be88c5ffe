"use client";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { Age } from "@/components/format/Age";
import { formatMoment, parseTime } from "@/components/format/times";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { useLive } from "@/components/live/useLive";
import type { ViewOutput } from "@/components/live/views";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { Diff } from "@/components/ui/Diff";
import { EmptyState } from "@/components/ui/EmptyState";
import { Skeleton } from "@/components/ui/Skeleton";
import { useConfirm } from "@/components/ui/useConfirm";

type Revision = ViewOutput<"objects.history">["revisions"][number];

interface HistoryViewProps {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** What the object was, newest first: what changed each time, and the way back. */
export function HistoryView(object: HistoryViewProps) {
  const t = useTranslations("objects.history");
  const { data } = useLive("objects.history", object);
  const goBack = useGoBack(object);
  if (!data) return <Skeleton className="w-1/3" />;
  // What only the platform changed (status) is no state that a person would go back to.
  const shown = data.revisions.filter(
    ({ changes, type }, index) => index === 0 || changes.length > 0 || type !== "MODIFIED",
  );
  if (shown.length === 0)
    return (
      <Card>
        <EmptyState title={t("none")} />
      </Card>
    );
  return (
    <Card title={t("title")}>
      <ol>
        {shown.map((revision, index) => (
          <Entry
            key={revision.resourceVersion}
            revision={revision}
            before={data.revisions[data.revisions.indexOf(revision) + 1]}
            onGoBack={index === 0 ? undefined : () => goBack(revision)}
          />
        ))}
      </ol>
    </Card>
  );
}

function useGoBack(object: HistoryViewProps) {
  const t = useTranslations("objects.history");
  const locale = useLocale();
  const confirm = useConfirm();
  const back = useAct<string, unknown>({
    run: (to) => api.objects.undo.mutate({ ...object, to }),
    says: () => t("went", { name: object.name }),
    undo: () => api.objects.undo.mutate(object),
  });
  return async ({ resourceVersion, at }: Revision) => {
    const moment = formatMoment(parseTime(at) ?? 0, locale);
    if (await confirm({ title: t("back"), description: t("backSays", { at: moment }), act: t("goBack") }))
      await back.act(resourceVersion);
  };
}

interface EntryProps {
  readonly revision: Revision;
  readonly before: Revision | undefined;
  readonly onGoBack: (() => void) | undefined;
}

function Entry({ revision, before, onGoBack }: EntryProps) {
  const t = useTranslations("objects.history");
  const [isOpen, setOpen] = useState(false);
  const { type, at, changes, yaml } = revision;
  return (
    <li className="border-b border-line last:border-0">
      <div className="flex min-h-[34px] items-center gap-3 px-3.5 py-1">
        <span className="w-14 text-faint">
          <Age at={at} />
        </span>
        <span className="font-medium">{t(type)}</span>
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="clip min-w-0 text-soft hover:text-ink hover:underline"
          disabled={!before}
        >
          {t("changes", { count: changes.length })}
          {changes.length > 0
            ? `: ${changes
                .slice(0, 3)
                .map(({ path }) => path)
                .join(", ")}`
            : ""}
        </button>
        {onGoBack ? (
          <Button size="small" className="ml-auto" onClick={onGoBack}>
            {t("goBack")}
          </Button>
        ) : (
          <span className="ml-auto text-sm text-faint">{t("now")}</span>
        )}
      </div>
      {isOpen && before ? (
        <div className="border-t border-line bg-panel">
          <Diff before={before.yaml} after={yaml} />
        </div>
      ) : null}
    </li>
  );
}
