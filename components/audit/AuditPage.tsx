"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useListState } from "@/components/lists/useListState";
import { api, problemOf } from "@/components/live/api";
import { ActButton } from "@/components/ui/ActButton";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorState } from "@/components/ui/ErrorState";
import { FilterInput } from "@/components/ui/FilterInput";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Select } from "@/components/ui/Select";
import { Skeleton } from "@/components/ui/Skeleton";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { AuditTable } from "./AuditTable";
import { auditFilter, withColumn } from "./auditFilter";

const kinds = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "Pod",
  "Service",
  "HTTPRoute",
  "ConfigMap",
  "Secret",
  "Namespace",
  "Node",
  "User",
];
const verbs = ["create", "update", "patch", "apply", "delete", "get", "evict", "exec", "log"];
const newest = { column: "at", direction: "desc" } as const;
const pageRows = 100;

export function AuditPage() {
  const t = useTranslations("audit");
  const ui = useTranslations("ui");
  const [{ filter }, change] = useListState(newest);
  const wanted = auditFilter(filter);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetching } = useInfiniteQuery({
    queryKey: ["audit.list", wanted],
    queryFn: ({ pageParam }) =>
      api.audit.list.query({
        ...wanted,
        words: [...wanted.words],
        limit: pageRows,
        ...(pageParam ? { before: pageParam } : {}),
      }),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
  const rows = data?.pages.flatMap((page) => page.rows);
  usePageTitle(t("title"));
  return (
    <Page>
      <PageHead
        title={t("title")}
        acts={<ActButton label={t("refresh")} hotkey="r" isBusy={isFetching} onAct={() => void refetch()} />}
      />
      <div className="flex flex-wrap items-center gap-2">
        <FilterInput
          label={ui("keys.filter")}
          placeholder={t("filterHint")}
          value={filter}
          onChange={(text) => change({ filter: text })}
        />
        <Column column="kind" values={kinds} filter={filter} onFilter={(text) => change({ filter: text })} />
        <Column column="verb" values={verbs} filter={filter} onFilter={(text) => change({ filter: text })} />
      </div>
      <Card>
        {rows === undefined ? (
          error ? (
            <ErrorState says={problemOf(error).says || ui("unreachable")} onRetry={() => void refetch()} />
          ) : (
            <Skeleton className="m-3.5 w-1/3" />
          )
        ) : rows.length === 0 ? (
          <EmptyState title={filter ? ui("noMatch", { filter }) : t("empty")}>
            {filter ? null : t("emptySays")}
          </EmptyState>
        ) : (
          <AuditTable rows={rows} />
        )}
      </Card>
      {hasNextPage ? (
        <Button className="justify-self-center" disabled={isFetching} onClick={() => void fetchNextPage()}>
          {t("older")}
        </Button>
      ) : null}
    </Page>
  );
}

interface ColumnProps {
  readonly column: "kind" | "verb";
  readonly values: readonly string[];
  readonly filter: string;
  readonly onFilter: (text: string) => void;
}

/** The same as writing `kind:Secret` into the filter. */
function Column({ column, values, filter, onFilter }: ColumnProps) {
  const t = useTranslations("audit");
  const value = auditFilter(filter)[column] ?? "";
  const all = value && !values.includes(value) ? [value, ...values] : values;
  return (
    <Select
      label={t(`column.${column}`)}
      value={value}
      onChange={(next) => onFilter(withColumn(filter, column, next))}
      options={[{ value: "", label: t(`all.${column}`) }, ...all.map((one) => ({ value: one, label: one }))]}
    />
  );
}
