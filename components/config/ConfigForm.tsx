"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { FormDialog } from "@/components/objects/FormDialog";
import { NamespaceField } from "@/components/objects/NamespaceField";
import { hrefOf } from "@/components/shell/places";
import { Field, Input } from "@/components/ui/Input";
import { changesOf, checkRows, type DraftRow, newRow } from "./configDraft";
import { KeyRows } from "./KeyRows";

interface ConfigFormProps {
  readonly kind: "ConfigMap" | "Secret";
  readonly onClose: () => void;
}

/** A new ConfigMap or Secret. */
export function ConfigForm({ kind, onClose }: ConfigFormProps) {
  const t = useTranslations("config.form");
  const router = useRouter();
  const [at, setAt] = useState({ namespace: "default", name: "" });
  const [rows, setRows] = useState<readonly DraftRow[]>([newRow(0)]);
  const [isTried, setTried] = useState(false);
  const problem = checkRows(rows);
  const isNamed = at.name.trim() !== "";
  const room = kind === "ConfigMap" ? api.config : api.secrets;
  const create = useAct<void, { readonly name: string }>({
    run: () => room.create.mutate({ namespace: at.namespace, name: at.name.trim(), data: changesOf(rows, []).data }),
    says: (_input, { name }) => t("created", { name }),
    undo: (_input, { name }) => room.delete.mutate({ namespace: at.namespace, name }),
    isQuietOnError: true,
    onDone({ name }) {
      onClose();
      router.push(hrefOf({ kind, namespace: at.namespace, name }) ?? "/config");
    },
  });
  const submit = () => {
    setTried(true);
    if (isNamed && !problem) void create.act();
  };
  return (
    <FormDialog
      isWide
      title={t(kind === "Secret" ? "newSecret" : "newConfigMap")}
      description={kind === "Secret" ? t("secretSays") : undefined}
      submit={t("create")}
      onSubmit={submit}
      onClose={onClose}
      isBusy={create.isBusy}
      problem={create.problem}
    >
      <div className="grid grid-cols-2 gap-3">
        <Field label={t("name")} error={isTried && !isNamed ? t("nameMissing") : undefined}>
          {(field) => (
            <Input
              {...field}
              autoFocus
              value={at.name}
              onChange={({ target }) => setAt({ ...at, name: target.value })}
            />
          )}
        </Field>
        <NamespaceField value={at.namespace} onChange={(namespace) => setAt({ ...at, namespace })} />
      </div>
      <KeyRows rows={rows} onChange={setRows} problem={isTried ? problem : undefined} />
    </FormDialog>
  );
}
