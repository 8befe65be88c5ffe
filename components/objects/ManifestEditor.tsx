"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useAct } from "@/components/live/useAct";
import { ActButton } from "@/components/ui/ActButton";
import { Button } from "@/components/ui/Button";
import { CodeEditor } from "@/components/ui/CodeEditor";
import { type AppliedDocument, applyYaml, summaryOf } from "./applyYaml";
import { CheckedDocuments } from "./CheckedDocuments";
import { useChecked } from "./useChecked";
import { useCompletion } from "./useCompletion";

interface ManifestEditorProps {
  readonly initial: string;
  readonly label: string;
  readonly onCancel?: () => void;
  readonly onApplied?: (documents: readonly AppliedDocument[]) => void;
  readonly onText?: (text: string) => void;
}

/**
 * Manifests, checked by the engine as one writes (a dry run: the same checks as when they are applied), compared with
 * what is there, and applied. A new `initial` replaces the text.
 */
export function ManifestEditor({ initial, label, onCancel, onApplied, onText }: ManifestEditorProps) {
  const t = useTranslations("objects.yaml");
  const [text, setText] = useState(initial);
  const [isReviewing, setReviewing] = useState(false);
  useEffect(() => setText(initial), [initial]);
  const checked = useChecked(text);
  const complete = useCompletion();
  const apply = useAct({
    run: applyYaml,
    says: (_text, documents) => t("done", { ...summaryOf(documents), count: documents.length }),
    onDone: (documents: readonly AppliedDocument[]) => {
      setReviewing(false);
      if (documents.every(({ outcome }) => outcome !== "failed")) onApplied?.(documents);
    },
  });
  const { documents, problems, isChecking } = checked;
  const isEmpty = text.trim() === "";
  const reason = isEmpty
    ? t("empty")
    : problems.length > 0
      ? t("problems", { count: problems.length })
      : documents.length > 0 && documents.every(({ outcome }) => outcome === "unchanged")
        ? t("unchanged")
        : undefined;
  const change = (next: string) => {
    setText(next);
    onText?.(next);
  };
  return (
    <div className="grid min-w-0 gap-3">
      {isReviewing ? (
        <CheckedDocuments documents={documents} showsDiff />
      ) : (
        <CodeEditor
          value={text}
          onChange={change}
          label={label}
          problems={problems}
          {...(complete ? { complete } : {})}
          onSubmit={() => (reason ? undefined : setReviewing(true))}
        />
      )}
      <div className="flex flex-wrap items-start gap-2">
        <div className="min-w-0 flex-1 basis-72" role="status">
          {isReviewing ? null : <CheckedDocuments documents={documents} problems={problems} isChecking={isChecking} />}
        </div>
        <div className="flex flex-wrap gap-2">
          {isReviewing ? (
            <Button onClick={() => setReviewing(false)}>{t("backToText")}</Button>
          ) : onCancel ? (
            <Button onClick={onCancel}>{t("discard")}</Button>
          ) : null}
          {isReviewing ? (
            <ActButton
              label={t("apply")}
              hotkey="shift+enter"
              look="solid"
              isBusy={apply.isBusy}
              onAct={() => void apply.act(text)}
              {...(reason ? { disabledReason: reason } : {})}
            />
          ) : (
            <ActButton
              label={t("review")}
              hotkey="shift+enter"
              look="solid"
              isBusy={isChecking}
              onAct={() => setReviewing(true)}
              {...(reason ? { disabledReason: reason } : {})}
            />
          )}
        </div>
      </div>
    </div>
  );
}
