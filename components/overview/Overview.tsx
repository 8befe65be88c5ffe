"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import { ActButton } from "@/components/ui/ActButton";
import { Card } from "@/components/ui/Card";
import { ErrorState } from "@/components/ui/ErrorState";
import { Page } from "@/components/ui/Page";
import { PageHead } from "@/components/ui/PageHead";
import { Skeleton } from "@/components/ui/Skeleton";
import { usePageTitle } from "@/components/ui/usePageTitle";
import { CapacityCards } from "./CapacityCards";
import { Examples } from "./Examples";
import { JustNow } from "./JustNow";
import { NeedsCard } from "./NeedsCard";
import { NodesCard } from "./NodesCard";

export function Overview() {
  const t = useTranslations("overview");
  const router = useRouter();
  const { data, problem, retry } = useLive("overview.get", {});
  usePageTitle(t("title"), data?.needs[0]?.severity);
  return (
    <Page>
      <PageHead
        title={t("title")}
        acts={
          <>
            <ActButton label={t("applyYaml")} hotkey="y" onAct={() => router.push("/deploy?as=yaml")} />
            <ActButton label={t("deploy")} hotkey="n" look="solid" onAct={() => router.push("/deploy")} />
          </>
        }
      />
      {data ? (
        <>
          {data.health.isEmpty ? (
            <Examples />
          ) : (
            <NeedsCard needs={data.needs} inAll={data.needsInAll} health={data.health} />
          )}
          <CapacityCards capacity={data.capacity} health={data.health} />
          <NodesCard nodes={data.nodes} />
          <JustNow events={data.justNow} />
        </>
      ) : problem ? (
        <Card>
          <ErrorState says={problem.says || problem.reason} onRetry={retry} />
        </Card>
      ) : (
        <Coming />
      )}
    </Page>
  );
}

/** The page at its final size, before the first answer. */
function Coming() {
  return (
    <>
      <Card className="h-[110px]">
        <Skeleton className="m-3.5 w-1/3" />
      </Card>
      <div className="grid grid-cols-3 gap-4 phone:grid-cols-1">
        {["cpu", "memory", "pods"].map((key) => (
          <Card key={key} className="h-[134px]">
            <Skeleton className="m-3.5 w-1/2" />
          </Card>
        ))}
      </div>
      <Card className="h-[180px]">
        <Skeleton className="m-3.5 w-1/4" />
      </Card>
    </>
  );
}
