"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { FormDialog, problemAt } from "@/components/objects/FormDialog";
import { Field, Input } from "@/components/ui/Input";
import { RoleChoice } from "./RoleChoice";
import type { User } from "./userColumns";
import { usersKey } from "./usersKey";

const fields = ["name", "email", "password"] as const;
const nobody = { name: "", email: "", password: "", role: "viewer" as User["role"] };

/** A new person. The server has the rules for names, addresses and passwords; what it says stands at the field. */
export function NewUserForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations("users");
  const queries = useQueryClient();
  const [draft, setDraft] = useState(nobody);
  const change = (part: Partial<typeof nobody>) => setDraft({ ...draft, ...part });
  const create = useAct({
    run: (user: typeof nobody) => api.users.create.mutate(user),
    says: ({ email }) => t("created", { email }),
    isQuietOnError: true,
    onDone() {
      void queries.invalidateQueries({ queryKey: usersKey });
      onClose();
    },
  });
  return (
    <FormDialog
      title={t("new")}
      description={t("newSays")}
      submit={t("create")}
      onSubmit={() => void create.act(draft)}
      onClose={onClose}
      isBusy={create.isBusy}
      problem={create.problem}
      ownFields={fields}
    >
      <Field label={t("column.name")} error={problemAt(create.problem, "name")}>
        {(field) => (
          <Input {...field} autoFocus value={draft.name} onChange={({ target }) => change({ name: target.value })} />
        )}
      </Field>
      <Field label={t("column.email")} error={problemAt(create.problem, "email")}>
        {(field) => (
          <Input
            {...field}
            type="email"
            value={draft.email}
            onChange={({ target }) => change({ email: target.value })}
          />
        )}
      </Field>
      <Field label={t("password")} hint={t("passwordHint")} error={problemAt(create.problem, "password")}>
        {(field) => (
          <Input
            {...field}
            type="password"
            autoComplete="new-password"
            value={draft.password}
            onChange={({ target }) => change({ password: target.value })}
          />
        )}
      </Field>
      <RoleChoice value={draft.role} onChange={(role) => change({ role })} />
    </FormDialog>
  );
}
