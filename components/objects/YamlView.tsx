"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useLive } from "@/components/live/useLive";
import { ActButton } from "@/components/ui/ActButton";
import { CodeEditor } from "@/components/ui/CodeEditor";
import { ErrorState } from "@/components/ui/ErrorState";
import { Skeleton } from "@/components/ui/Skeleton";
import { FieldOwners } from "./FieldOwners";
import { ManifestEditor } from "./ManifestEditor";

interface YamlViewProps {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** The object as YAML: read live, or edited and applied with a look at the difference first. */
export function YamlView(object: YamlViewProps) {
  const t = useTranslations("objects.yaml");
  const { data, problem, retry } = useLive("objects.yaml", object);
  const [draft, setDraft] = useState<{ readonly text: string; readonly resourceVersion: string }>();
  if (!data)
    return problem ? (
      <ErrorState says={problem.says || problem.reason} onRetry={retry} />
    ) : (
      <Skeleton className="w-1/3" />
    );
  if (draft)
    return (
      <div className="grid gap-2">
        {draft.resourceVersion === data.resourceVersion ? null : <p className="text-soft">{t("moved")}</p>}
        <ManifestEditor
          initial={draft.text}
          label={t("label", { name: object.name })}
          onCancel={() => setDraft(undefined)}
          onApplied={() => setDraft(undefined)}
        />
      </div>
    );
  const start = () => setDraft({ text: data.yaml, resourceVersion: data.resourceVersion });
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-2">
        <ActButton
          label={t("edit")}
          hotkey="e"
          onAct={start}
          {...(data.isMasked ? { disabledReason: t("masked") } : {})}
        />
        {data.isMasked ? <span className="text-soft">{t("masked")}</span> : null}
      </div>
      <CodeEditor value={data.yaml} label={t("label", { name: object.name })} isReadOnly />
      <FieldOwners {...object} />
    </div>
  );
}
