"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocale, useTranslations } from "next-intl";
import { formatMoment, parseTime } from "@/components/format/times";
import { api, type Outputs } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { Button } from "@/components/ui/Button";
import type { User } from "./userColumns";
import { usersKey, userTokensKey } from "./usersKey";

type Token = Outputs["users"]["tokens"][number];

/** The tokens of somebody else's programs, each with an end to it; nothing where there are none. */
export function UserTokens({ user: { id } }: { user: User }) {
  const t = useTranslations("users");
  const locale = useLocale();
  const queries = useQueryClient();
  const { data = [] } = useQuery({
    queryKey: userTokensKey(id),
    queryFn: () => api.users.tokens.query({ id }),
    staleTime: 0,
  });
  const end = useAct({
    run: (token: Token) => api.users.endToken.mutate({ id, tokenId: token.id }),
    says: ({ name }) => t("tokenEnded", { name }),
    onDone() {
      for (const queryKey of [userTokensKey(id), usersKey]) void queries.invalidateQueries({ queryKey });
    },
  });
  if (data.length === 0) return null;
  const until = ({ expiresAt, isExpired }: Token) =>
    isExpired ? t("tokenExpired") : t("tokenUntil", { date: formatMoment(parseTime(expiresAt) ?? 0, locale) });
  return (
    <section className="grid gap-1 border-t border-line pt-3" aria-label={t("tokens")}>
      <h3 className="text-sm text-soft">{t("tokens")}</h3>
      <ul className="grid max-h-48 gap-px overflow-y-auto rounded-lg border border-line bg-line">
        {data.map((token) => (
          <li key={token.id} className="flex items-center gap-3 bg-raised px-3 py-1.5">
            <span className="clip min-w-0 flex-1 font-medium">{token.name}</span>
            <code className="text-soft">{token.lastAddress}</code>
            <span className="num text-soft">{until(token)}</span>
            <Button
              look="danger"
              aria-label={t("endTokenOf", { name: token.name })}
              disabled={end.isBusy}
              onClick={() => void end.act(token)}
            >
              {t("endToken")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
