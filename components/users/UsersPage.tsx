"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { ActButton } from "@/components/ui/ActButton";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorState } from "@/components/ui/ErrorState";
import { FilterInput } from "@/components/ui/FilterInput";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { WindowTable } from "@/components/ui/WindowTable";
import { NewUserForm } from "./NewUserForm";
import { UserDialog } from "./UserDialog";
import { userColumns } from "./userColumns";
import { usersKey } from "./usersKey";

const byEmail = { column: "email", direction: "asc" } as const;

export function UsersPage() {
  const t = useTranslations("users");
  const ui = useTranslations("ui");
  const [filter, setFilter] = useState("");
  const [open, setOpen] = useState<string>();
  const { data, error, refetch } = useQuery({
    queryKey: usersKey,
    queryFn: () => api.users.list.query(),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
  const columns = useMemo(
    () =>
      userColumns(
        (key) => t(`column.${key}`),
        (role) => t(`role.${role}`),
        t("disabled"),
      ),
    [t],
  );
  const wanted = filter.trim().toLowerCase();
  const rows = data
    ?.filter(({ name, email, role }) => `${name} ${email} ${role}`.toLowerCase().includes(wanted))
    .map((user) => ({ ...user, key: user.id }));
  const user = data?.find(({ id }) => id === open);
  usePageTitle(t("title"));
  return (
    <Page isList>
      <PageHead
        title={t("title")}
        acts={<ActButton label={t("new")} hotkey="n" look="solid" onAct={() => setOpen("new")} />}
      />
      <div className="flex flex-wrap items-center gap-2">
        <FilterInput label={ui("keys.filter")} placeholder={t("filterHint")} value={filter} onChange={setFilter} />
      </div>
      <div className="grid min-h-0 content-start overflow-hidden rounded-lg border border-line bg-raised">
        {error && !data ? (
          <ErrorState says={problemOf(error).says || ui("unreachable")} onRetry={() => void refetch()} />
        ) : (
          <WindowTable
            label={t("title")}
            columns={columns}
            rows={rows}
            offset={0}
            count={rows?.length ?? 0}
            sort={byEmail}
            onSort={() => {}}
            onWindow={() => {}}
            onOpen={({ id }) => setOpen(id)}
            empty={<EmptyState title={ui("noMatch", { filter })} />}
          />
        )}
      </div>
      {open === "new" ? <NewUserForm onClose={() => setOpen(undefined)} /> : null}
      {user ? <UserDialog user={user} onClose={() => setOpen(undefined)} /> : null}
    </Page>
  );
}
