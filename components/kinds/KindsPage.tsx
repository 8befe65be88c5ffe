"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import { kindHref } from "@/components/shell/places";
import { Button } from "@/components/ui/Button";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorState } from "@/components/ui/ErrorState";
import { Link } from "@/components/ui/Link";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Skeleton } from "@/components/ui/Skeleton";
import { Table, Td, Th } from "@/components/ui/Table";
import { usePageTitle } from "@/components/ui/usePageTitle";

/** The kinds that others brought, each leading to its objects. */
export function KindsPage() {
  const t = useTranslations("kinds");
  const ui = useTranslations("ui");
  const router = useRouter();
  const { data, problem, retry } = useLive("kinds.list", {});
  usePageTitle(t("title"));
  const columns = ["name", "group", "versions", "scope"] as const;
  return (
    <Page isList>
      <PageHead title={t("title")} />
      <div className="self-start overflow-hidden rounded-lg border border-line bg-raised">
        {problem && !data ? <ErrorState says={problem.says || ui("unreachable")} onRetry={retry} /> : null}
        {!data && !problem ? <Skeleton className="m-3.5 w-1/3" /> : null}
        {data?.rows.length === 0 ? (
          <EmptyState
            title={t("empty")}
            acts={<Button onClick={() => router.push("/deploy?as=yaml")}>{t("apply")}</Button>}
          >
            {t("emptySays")}
          </EmptyState>
        ) : null}
        {data && data.rows.length > 0 ? (
          <Table>
            <thead>
              <tr>
                {columns.map((key) => (
                  <Th key={key}>{t(`column.${key}`)}</Th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.rows.map((row) => (
                <tr key={row.key}>
                  <Td>
                    <Link href={kindHref(row.kind)} className="font-medium hover:underline">
                      {row.name}
                    </Link>
                  </Td>
                  <Td className="text-soft">{row.group}</Td>
                  <Td className="text-soft">{row.versions.join(", ")}</Td>
                  <Td className="text-soft">{row.isNamespaced ? t("namespaced") : t("cluster")}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        ) : null}
      </div>
    </Page>
  );
}
