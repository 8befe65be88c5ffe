"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useListState } from "@/components/lists/useListState";
import { useLive } from "@/components/live/useLive";
import { ActButton } from "@/components/ui/ActButton";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorState } from "@/components/ui/ErrorState";
import { FilterInput } from "@/components/ui/FilterInput";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { WindowTable } from "@/components/ui/WindowTable";
import { NamespaceForm } from "./NamespaceForm";
import { namespaceColumns, podsOf } from "./namespaceColumns";
import { sortNamespaces } from "./sortNamespaces";
import { useNamespaceDeletion } from "./useNamespaceDeletion";

export function NamespacesPage() {
  const t = useTranslations("namespaces");
  const ui = useTranslations("ui");
  const router = useRouter();
  const [state, change] = useListState({ column: "name", direction: "asc" });
  const { data, problem, retry } = useLive("namespaces.list", {});
  const [isCreating, setCreating] = useState(false);
  const remove = useNamespaceDeletion();
  const columns = useMemo(
    () =>
      namespaceColumns((key) => t(`column.${key}`), {
        label: t("delete"),
        run: remove,
        isGoing: t("isGoing"),
        isNeeded: t("isNeeded"),
      }),
    [t, remove],
  );
  const rows = data ? sortNamespaces(data.rows, state.filter, state.sort) : undefined;
  usePageTitle(t("title"));
  return (
    <Page isList>
      <PageHead
        title={t("title")}
        acts={<ActButton label={t("new")} hotkey="n" look="solid" onAct={() => setCreating(true)} />}
      />
      <div className="flex flex-wrap items-center gap-2">
        <FilterInput
          label={ui("keys.filter")}
          placeholder={t("column.name")}
          value={state.filter}
          onChange={(filter) => change({ filter })}
        />
      </div>
      <div className="grid min-h-0 content-start overflow-hidden rounded-lg border border-line bg-raised">
        {problem && !data ? (
          <ErrorState says={problem.says || ui("unreachable")} onRetry={retry} />
        ) : (
          <WindowTable
            label={t("title")}
            columns={columns}
            rows={rows}
            offset={0}
            count={rows?.length ?? 0}
            sort={state.sort}
            onSort={(sort) => change({ sort })}
            onWindow={() => {}}
            onOpen={({ name }) => router.push(podsOf(name))}
            empty={<EmptyState title={ui("noMatch", { filter: state.filter })} />}
          />
        )}
      </div>
      {isCreating ? <NamespaceForm onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}
