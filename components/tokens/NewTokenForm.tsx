"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, type Outputs } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { FormDialog, problemAt } from "@/components/objects/FormDialog";
import { Field, Input } from "@/components/ui/Input";
import { Select } from "@/components/ui/Select";
import { NewTokenShown } from "./NewTokenShown";
import { tokensKey } from "./tokensKey";

const lives = ["1", "7", "30", "90", "365"] as const;
type Life = (typeof lives)[number];

/** A new token: its name and its end, then the token itself, once. */
export function NewTokenForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("tokens");
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [days, setDays] = useState<Life>("30");
  const [made, setMade] = useState<Outputs["tokens"]["create"]>();
  const create = useAct({
    run: (wanted: { name: string; days: number }) => api.tokens.create.mutate(wanted),
    isQuietOnError: true,
    onDone(output) {
      void queries.invalidateQueries({ queryKey: tokensKey });
      setMade(output);
    },
  });
  if (made) return <NewTokenShown made={made} onClose={onClose} />;
  return (
    <FormDialog
      title={t("new")}
      description={t("newSays")}
      submit={t("create")}
      onSubmit={() => void create.act({ name, days: Number(days) })}
      onClose={onClose}
      isBusy={create.isBusy}
      problem={create.problem}
      ownFields={["name"]}
    >
      <Field label={t("column.name")} hint={t("nameHint")} error={problemAt(create.problem, "name")}>
        {(field) => <Input {...field} autoFocus value={name} onChange={({ target }) => setName(target.value)} />}
      </Field>
      <Field label={t("life")}>
        {({ id }) => (
          <Select
            id={id}
            value={days}
            onChange={setDays}
            options={lives.map((value) => ({ value, label: t("days", { count: Number(value) }) }))}
          />
        )}
      </Field>
    </FormDialog>
  );
}
