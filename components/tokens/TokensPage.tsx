"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { api, problemOf } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { ActButton } from "@/components/ui/ActButton";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorState } from "@/components/ui/ErrorState";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { useConfirm } from "@/components/ui/useConfirm";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { WindowTable } from "@/components/ui/WindowTable";
import { NewTokenForm } from "./NewTokenForm";
import { type Token, tokenColumns } from "./tokenColumns";
import { tokensKey } from "./tokensKey";

const newestFirst = { column: "since", direction: "desc" } as const;

/** One's own tokens: made here, and ended here. */
export function TokensPage() {
  const t = useTranslations("tokens");
  const ui = useTranslations("ui");
  const locale = useLocale();
  const [isCreating, setCreating] = useState(false);
  const end = useEnding();
  const { data, error, refetch } = useQuery({
    queryKey: tokensKey,
    queryFn: () => api.tokens.list.query(),
    staleTime: 0,
    refetchOnWindowFocus: true,
  });
  const columns = useMemo(
    () => tokenColumns({ title: (key) => t(`column.${key}`), expired: t("expired"), never: t("never"), locale }),
    [t, locale],
  );
  const rows = data?.map((token) => ({ ...token, key: token.id }));
  usePageTitle(t("title"));
  return (
    <Page isList>
      <PageHead
        title={t("title")}
        acts={<ActButton label={t("new")} hotkey="n" look="solid" onAct={() => setCreating(true)} />}
      />
      <p className="max-w-prose text-soft">{t("says")}</p>
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
            sort={newestFirst}
            onSort={() => {}}
            onWindow={() => {}}
            onOpen={(token) => void end(token)}
            empty={<EmptyState title={t("none")}>{t("noneSays")}</EmptyState>}
          />
        )}
      </div>
      {isCreating ? <NewTokenForm onClose={() => setCreating(false)} /> : null}
    </Page>
  );
}

/** Asks, and ends the token: there is no way back. */
function useEnding(): (token: Token) => Promise<void> {
  const t = useTranslations("tokens");
  const confirm = useConfirm();
  const queries = useQueryClient();
  const { act } = useAct({
    run: ({ id }: Token) => api.tokens.end.mutate({ id }),
    says: ({ name }) => t("ended", { name }),
    onDone: () => void queries.invalidateQueries({ queryKey: tokensKey }),
  });
  return async (token) => {
    const question = { title: t("endTitle", { name: token.name }), description: t("endSays") };
    if (await confirm({ ...question, act: t("end"), isDanger: true })) await act(token);
  };
}
