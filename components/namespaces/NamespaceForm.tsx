"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { FormDialog } from "@/components/objects/FormDialog";
import { Field, Input } from "@/components/ui/Input";

export function NamespaceForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("namespaces");
  const [name, setName] = useState("");
  const [isTried, setTried] = useState(false);
  const create = useAct({
    run: (wanted: string) => api.namespaces.create.mutate({ name: wanted }),
    says: (wanted) => t("created", { name: wanted }),
    isQuietOnError: true,
    onDone: onClose,
  });
  const submit = () => {
    setTried(true);
    if (name.trim()) void create.act(name.trim());
  };
  return (
    <FormDialog
      title={t("new")}
      description={t("newSays")}
      submit={t("create")}
      onSubmit={submit}
      onClose={onClose}
      isBusy={create.isBusy}
      problem={create.problem}
    >
      <Field label={t("column.name")} error={isTried && !name.trim() ? t("nameMissing") : undefined}>
        {(field) => <Input {...field} autoFocus value={name} onChange={({ target }) => setName(target.value)} />}
      </Field>
    </FormDialog>
  );
}
