"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Problem } from "@/components/live/api";
import { Button } from "@/components/ui/Button";
import { Card } from "@/components/ui/Card";
import { EmptyState } from "@/components/ui/EmptyState";
import { ErrorState } from "@/components/ui/ErrorState";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Skeleton } from "@/components/ui/Skeleton";

interface ObjectGoneProps {
  readonly name: string;
  /** The list it would be in. */
  readonly list: string;
  readonly problem: Problem | undefined;
  readonly onRetry: () => void;
}

/** Instead of an object's page, while there is nothing to show: it is on its way, or gone, or could not be read. */
export function ObjectGone({ name, list, problem, onRetry }: ObjectGoneProps) {
  const t = useTranslations("ui");
  const objects = useTranslations("objects");
  const router = useRouter();
  return (
    <Page>
      <PageHead title={name} />
      <Card className="min-h-40">
        {problem === undefined ? (
          <Skeleton className="m-3.5 w-1/3" />
        ) : problem.reason === "NotFound" ? (
          <EmptyState
            title={t("gone", { name })}
            acts={<Button onClick={() => router.push(list)}>{objects("toList")}</Button>}
          >
            {t("goneSays")}
          </EmptyState>
        ) : (
          <ErrorState says={problem.says || t("unreachable")} onRetry={onRetry} />
        )}
      </Card>
    </Page>
  );
}
