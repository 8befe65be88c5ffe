"use client";
import { useTranslations } from "next-intl";
import { Table, Td, Th } from "@/components/ui/Table";
import { Tag } from "@/components/ui/Tag";
import type { DrainPlan } from "./useDrain";

/** Where each pod would go, what would wait, and what stays. */
export function DrainPlanView({ plan }: { plan: DrainPlan }) {
  const t = useTranslations("nodes.drain");
  // Who has no place to go, and still nobody need agree: a pod whose work is over.
  const lost = new Set(plan.blockers.filter(({ kind }) => kind === "unmanaged").map(({ pod }) => pod.uid));
  const waits = new Map(plan.waits.map(({ pod, says }) => [pod.uid, says]));
  if (plan.moves.length === 0 && plan.stay.length === 0) return <p className="text-soft">{t("nothingHere")}</p>;
  return (
    <div className="min-w-0 overflow-x-auto rounded-lg border border-line">
      <Table className="phone:min-w-max">
        <thead>
          <tr>
            <Th>{t("pod")}</Th>
            <Th>{t("goesTo")}</Th>
          </tr>
        </thead>
        <tbody>
          {plan.moves.map((move) => (
            <tr key={move.pod.uid}>
              <PodCell pod={move.pod} />
              <Td wraps className="phone:min-w-64">
                <Target move={move} hasEnded={!lost.has(move.pod.uid)} waits={waits.get(move.pod.uid)} />
              </Td>
            </tr>
          ))}
          {plan.stay.map(({ pod, says }) => (
            <tr key={pod.uid}>
              <PodCell pod={pod} />
              <Td wraps className="text-faint phone:min-w-64">
                {t("stays")} · {says}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

export function PodCell({ pod: { namespace, name } }: { pod: { namespace: string; name: string } }) {
  return (
    <Td className="max-w-80">
      <span className="clip block" title={`${namespace}/${name}`}>
        <span className="text-faint">{namespace}/</span>
        {name}
      </span>
    </Td>
  );
}

interface TargetProps {
  readonly move: DrainPlan["moves"][number];
  readonly hasEnded: boolean;
  readonly waits: string | undefined;
}

function Target({ move: { to, message }, hasEnded, waits }: TargetProps) {
  const t = useTranslations("nodes.drain");
  return (
    <>
      {to ? <b className="font-medium">{to}</b> : null}
      {to || message ? null : <span className="text-soft">{t(hasEnded ? "hasEnded" : "goesForGood")}</span>}
      {!to && message ? (
        <span className="text-warn">
          {t("nowhere")} <span className="text-soft">{message}</span>
        </span>
      ) : null}
      {waits ? (
        <span className="text-soft">
          {" "}
          <Tag>{t("waits")}</Tag> {waits}
        </span>
      ) : null}
    </>
  );
}
