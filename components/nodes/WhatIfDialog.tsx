"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { formatShare } from "@/components/format/figures";
import { api, type Outputs, problemOf } from "@/components/live/api";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { ErrorState } from "@/components/ui/ErrorState";
import { Kbd } from "@/components/ui/Kbd";
import { Skeleton } from "@/components/ui/Skeleton";
import { Table, Td, Th } from "@/components/ui/Table";
import { PodCell } from "./DrainPlanView";

type WhatIf = Outputs["nodes"]["whatIf"];

/** What would happen if the node were lost, by the scheduler's own code on a copy; nothing moves. */
export function WhatIfDialog({ node, onClose }: { node: string; onClose: () => void }) {
  const t = useTranslations("nodes.whatIf");
  const ui = useTranslations("ui");
  const { data, error, refetch } = useQuery({
    queryKey: ["whatIf", "lose", node],
    queryFn: () => api.nodes.whatIf.query({ type: "lose", node }),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog
      isOpen
      isWide
      onClose={onClose}
      title={t("title", { node })}
      description={data ? <Verdict data={data} /> : t("asking")}
      acts={
        <>
          <Button onClick={() => void refetch()}>{t("again")}</Button>
          <Button look="solid" onClick={onClose}>
            {ui("close")} <Kbd combo="escape" />
          </Button>
        </>
      }
    >
      <div className="grid min-h-40 content-start gap-4 pb-4">
        {data ? (
          <>
            <Loads loads={data.loads} />
            <Moves data={data} />
          </>
        ) : error ? (
          <ErrorState says={problemOf(error).says || ui("unreachable")} onRetry={() => void refetch()} />
        ) : (
          <Skeleton className="w-2/3" />
        )}
      </div>
    </Dialog>
  );
}

/** The whole in a sentence. */
function Verdict({ data: { moves, stranded } }: { data: WhatIf }) {
  const t = useTranslations("nodes.whatIf");
  const moved = moves.filter(({ to }) => to !== undefined).length;
  const gone = moves.length - moved;
  if (moves.length === 0 && stranded.length === 0) return t("nothing");
  return [
    ...(moved > 0 ? [t("moved", { count: moved })] : []),
    ...(stranded.length > 0 ? [t("stranded", { count: stranded.length })] : []),
    ...(gone > 0 ? [t("gone", { count: gone })] : []),
  ].join(" ");
}

function Loads({ loads }: { loads: WhatIf["loads"] }) {
  const t = useTranslations("nodes.whatIf");
  const share = (value: number | undefined) => (value === undefined ? "–" : formatShare(value, 1));
  return (
    <div className="min-w-0 overflow-x-auto rounded-lg border border-line">
      <Table>
        <thead>
          <tr>
            <Th>{t("node")}</Th>
            <Th isFigure>{t("cpu")}</Th>
            <Th isFigure>{t("memory")}</Th>
          </tr>
        </thead>
        <tbody>
          {loads.map(({ node, cpu, memory }) => (
            <tr key={node}>
              <Td>{node}</Td>
              {[cpu, memory].map(({ before, after }, index) => (
                <Td key={index === 0 ? "cpu" : "memory"} isFigure>
                  <span className="text-faint">{share(before)} → </span>
                  {share(after)}
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

function Moves({ data: { moves, stranded } }: { data: WhatIf }) {
  const t = useTranslations("nodes.whatIf");
  const rows = [...stranded, ...moves];
  if (rows.length === 0) return null;
  return (
    <div className="min-w-0 overflow-x-auto rounded-lg border border-line">
      <Table className="phone:min-w-max">
        <thead>
          <tr>
            <Th>{t("pod")}</Th>
            <Th className="w-1/2">{t("goesTo")}</Th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ pod, to, message }) => (
            <tr key={pod.uid}>
              <PodCell pod={pod} />
              <Td wraps className="phone:min-w-64">
                {to ? <b className="font-medium">{to}</b> : null}
                {!to && message ? (
                  <span className="text-warn">
                    {t("nowhere")} <span className="text-soft">{message}</span>
                  </span>
                ) : null}
                {!to && !message ? <span className="text-soft">{t("forGood")}</span> : null}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}
