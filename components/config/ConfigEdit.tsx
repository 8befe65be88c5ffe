"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { FormDialog } from "@/components/objects/FormDialog";
import type { ConfigDetail } from "./ConfigPage";
import { changesOf, checkRows, rowsOfData, rowsOfKeys } from "./configDraft";
import { KeyRows } from "./KeyRows";

/** Edits the keys and values of what was on the screen when it was opened: somebody else's change in between is refused, not lost. */
export function ConfigEdit({ config, onClose }: { config: ConfigDetail; onClose: () => void }) {
  const t = useTranslations("config.form");
  const [opened] = useState(config);
  const { kind, namespace, name, resourceVersion } = opened;
  const isSecret = kind === "Secret";
  const before = isSecret ? opened.keys : Object.keys(opened.data);
  const [rows, setRows] = useState(() => (isSecret ? rowsOfKeys(opened.keys) : rowsOfData(opened.data)));
  const problem = checkRows(rows);
  const save = useAct<void, unknown>({
    run() {
      const { data, removed } = changesOf(rows, before);
      const at = { namespace, name, resourceVersion };
      return isSecret ? api.secrets.update.mutate({ ...at, data, removed }) : api.config.update.mutate({ ...at, data });
    },
    says: () => t("saved", { name }),
    ...(isSecret ? {} : { undo: () => api.objects.undo.mutate({ kind, namespace, name }) }),
    isQuietOnError: true,
    onDone: onClose,
  });
  return (
    <FormDialog
      isWide
      title={t("edit", { name })}
      description={t(isSecret ? "editSecretSays" : "editSays")}
      submit={t("save")}
      onSubmit={() => (problem ? undefined : void save.act())}
      onClose={onClose}
      isBusy={save.isBusy}
      problem={save.problem}
    >
      <KeyRows
        rows={rows}
        onChange={(next) => setRows([...next])}
        problem={problem === "keyMissing" ? undefined : problem}
      />
    </FormDialog>
  );
}
