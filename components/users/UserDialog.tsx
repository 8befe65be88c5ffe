"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { FormDialog, problemAt } from "@/components/objects/FormDialog";
import { Button } from "@/components/ui/Button";
import { Field, Input } from "@/components/ui/Input";
import { RoleChoice } from "./RoleChoice";
import { UserTokens } from "./UserTokens";
import type { User } from "./userColumns";
import { usersKey } from "./usersKey";

/** One person: the role, a new password, out of use. What is changed is saved together. */
export function UserDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const t = useTranslations("users");
  const queries = useQueryClient();
  const { id, email, name, isDisabled } = user;
  const [role, setRole] = useState(user.role);
  const [password, setPassword] = useState("");
  const again = () => void queries.invalidateQueries({ queryKey: usersKey });
  const done = () => {
    again();
    onClose();
  };
  const save = useAct<void, unknown>({
    async run() {
      if (role !== user.role) await api.users.setRole.mutate({ id, role });
      if (password) await api.users.setPassword.mutate({ id, password });
    },
    says: () => t("saved", { email }),
    isQuietOnError: true,
    onDone: done,
  });
  const toggle = useAct<void, unknown>({
    run: () => (isDisabled ? api.users.enable : api.users.disable).mutate({ id }),
    says: () => t(isDisabled ? "enabledNow" : "disabledNow", { email }),
    undo: () => (isDisabled ? api.users.disable : api.users.enable).mutate({ id }).then(again),
    isQuietOnError: true,
    onDone: done,
  });
  return (
    <FormDialog
      title={name}
      description={email}
      submit={t("save")}
      onSubmit={() => (role === user.role && !password ? onClose() : void save.act())}
      onClose={onClose}
      isBusy={save.isBusy}
      problem={save.problem ?? toggle.problem}
      ownFields={["password"]}
    >
      <RoleChoice value={role} onChange={setRole} />
      <Field label={t("newPassword")} hint={t("newPasswordHint")} error={problemAt(save.problem, "password")}>
        {(field) => (
          <Input
            {...field}
            type="password"
            autoComplete="new-password"
            value={password}
            onChange={({ target }) => setPassword(target.value)}
          />
        )}
      </Field>
      <UserTokens user={user} />
      <div className="flex flex-wrap items-center gap-3 border-t border-line pt-3">
        <span className="min-w-0 flex-1 basis-48 text-soft">{t(isDisabled ? "enableSays" : "disableSays")}</span>
        <Button look={isDisabled ? "plain" : "danger"} disabled={toggle.isBusy} onClick={() => void toggle.act()}>
          {t(isDisabled ? "enable" : "disable")}
        </Button>
      </div>
    </FormDialog>
  );
}
