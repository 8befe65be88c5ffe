"use client";
import { useTranslations } from "next-intl";
import { Age } from "@/components/format/Age";
import type { ViewOutput } from "@/components/live/views";
import { Card } from "@/components/ui/Card";
import { Table, Td } from "@/components/ui/Table";

type ConditionRow = ViewOutput<"pods.get">["conditions"][number];

/** The conditions as the engine keeps them, in its words. */
export function ConditionsCard({ conditions }: { conditions: readonly ConditionRow[] }) {
  const t = useTranslations("objects");
  return (
    <Card title={t("conditions")}>
      {conditions.length === 0 ? <p className="px-3.5 py-2 text-soft">{t("noConditions")}</p> : null}
      <Table>
        <tbody>
          {conditions.map((condition) => (
            <tr key={condition.type}>
              <Td className="w-px">{condition.type}</Td>
              <Td className={condition.status === "True" ? "w-px text-soft" : "w-px font-medium"}>
                {condition.status}
              </Td>
              <Td wraps className="text-soft [overflow-wrap:anywhere]">
                {condition.reason ? <span className="text-ink">{condition.reason} </span> : null}
                {condition.message}
              </Td>
              <Td isFigure className="w-px text-faint">
                <Age at={condition.changedAt} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
