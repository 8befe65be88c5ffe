"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Table, Td, Th } from "@/components/ui/Table";
import { type PodColumnKey, type PodRow, podColumns } from "./podColumns";

/** A short table of pods, for the pages of what owns them. */
export function PodTable({ pods, without = [] }: { pods: readonly PodRow[]; without?: readonly PodColumnKey[] }) {
  const t = useTranslations("pods");
  const columns = useMemo(
    () => podColumns((key) => t(`column.${key}`)).filter(({ key }) => !without.includes(key as PodColumnKey)),
    [t, without],
  );
  if (pods.length === 0) return <p className="px-3.5 py-2 text-soft">{t("none")}</p>;
  return (
    <Table className="phone:min-w-max">
      <thead>
        <tr>
          {columns.map((column) => (
            <Th key={column.key} isFigure={column.isFigure ?? false}>
              {column.title}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {pods.map((pod) => (
          <tr key={pod.uid} className="hover:bg-hover">
            {columns.map((column) => (
              <Td key={column.key} isFigure={column.isFigure ?? false} className={column.className}>
                {column.cell(pod)}
              </Td>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
