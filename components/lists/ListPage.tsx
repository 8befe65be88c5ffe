"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { type Live, useLive } from "@/components/live/useLive";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorState } from "@/components/ui/ErrorState";
import { FilterInput } from "@/components/ui/FilterInput";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { WindowTable } from "@/components/ui/WindowTable";
import type { Sort, WindowColumn } from "@/components/ui/windowRows";
import type { ListName, RowOf, Windowed } from "./listViews";
import { NamespaceSelect } from "./NamespaceSelect";
import { StatusCounts } from "./StatusCounts";
import { useListState } from "./useListState";

interface ListPageProps<Name extends ListName> {
  readonly view: Name;
  readonly title: string;
  readonly columns: readonly WindowColumn<RowOf<Name>>[];
  readonly sort: Sort;
  /** Where a row leads. */
  readonly href: (row: RowOf<Name>) => string | undefined;
  /** Shown where there is nothing at all (a filter that matches nothing says so by itself). */
  readonly empty: ReactNode;
  readonly acts?: ReactNode;
  /** Further choices beside the filter. */
  readonly choices?: ReactNode;
  /** What the view takes beside namespace, filter, sort and window. */
  readonly input?: Readonly<Record<string, unknown>>;
  readonly hasNamespaces?: boolean;
  /** A status in the reader's language; as the engine says it when left out. */
  readonly statusLabel?: (status: string) => string;
}

/** A list of anything that has a window view. */
export function ListPage<Name extends ListName>(props: ListPageProps<Name>) {
  const { view, title, columns, sort, href, input, hasNamespaces = true } = props;
  const t = useTranslations("ui");
  const router = useRouter();
  const [state, change] = useListState(sort);
  const [window, setWindow] = useState({ offset: 0, limit: 180 });
  const asked = {
    ...input,
    ...(state.namespace && hasNamespaces ? { namespace: state.namespace } : {}),
    filter: state.filter,
    sort: state.sort,
    ...window,
  };
  const live = useLive(view, asked as never, { keepsPrevious: true }) as Live<unknown> as Live<Windowed<RowOf<Name>>>;
  usePageTitle(title);
  const { data, problem } = live;
  return (
    <Page isList>
      <PageHead title={title} acts={props.acts} />
      <div className="flex flex-wrap items-center gap-2">
        <FilterInput
          label={t("keys.filter")}
          placeholder={t("filterHint")}
          value={state.filter}
          onChange={(filter) => change({ filter })}
        />
        {hasNamespaces ? (
          <NamespaceSelect value={state.namespace} onChange={(namespace) => change({ namespace })} />
        ) : null}
        {props.choices}
        <StatusCounts
          data={data}
          filter={state.filter}
          onFilter={(filter) => change({ filter })}
          label={props.statusLabel}
        />
      </div>
      <div className="flex max-h-full min-h-0 flex-col self-start overflow-hidden rounded-lg border border-line bg-raised [&_tbody>tr:last-child>td]:border-b-0">
        {problem && !data ? (
          <ErrorState says={problem.says || t("unreachable")} onRetry={live.retry} />
        ) : (
          <WindowTable
            label={title}
            columns={columns as readonly WindowColumn<{ key: string }>[] as never}
            rows={data?.rows as readonly (RowOf<Name> & { key: string })[] | undefined}
            offset={data?.offset ?? 0}
            count={data?.matched ?? 0}
            sort={state.sort}
            onSort={(next) => change({ sort: next })}
            onWindow={setWindow}
            onOpen={(row) => {
              const target = href(row);
              if (target) router.push(target);
            }}
            empty={
              state.filter && (data?.total ?? 0) > 0 ? (
                <NoMatch filter={state.filter} onClear={() => change({ filter: "" })} />
              ) : (
                props.empty
              )
            }
          />
        )}
      </div>
    </Page>
  );
}

function NoMatch({ filter, onClear }: { filter: string; onClear: () => void }) {
  const t = useTranslations("ui");
  return <EmptyState title={t("noMatch", { filter })} acts={<Button onClick={onClear}>{t("clearFilter")}</Button>} />;
}
