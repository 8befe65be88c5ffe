"use client";
import dynamic from "next/dynamic";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { formatMoment, parseTime } from "@/components/format/times";
import type { Outputs } from "@/components/live/api";
import { hrefOf } from "@/components/shell/places";
import { Link } from "@/components/ui/Link";
import { Skeleton } from "@/components/ui/Skeleton";
import { StatusMark } from "@/components/ui/StatusMark";
import { Table, Td, Th } from "@/components/ui/Table";

export type AuditRow = Outputs["audit"]["list"]["rows"][number];

const AuditDiff = dynamic(() => import("./AuditDiff").then(({ AuditDiff }) => AuditDiff), {
  ssr: false,
  loading: () => <Skeleton className="m-3.5 w-1/3" />,
});

/** Newest first; each row opens in place. */
export function AuditTable({ rows }: { rows: readonly AuditRow[] }) {
  const t = useTranslations("audit.column");
  const [open, setOpen] = useState<string>();
  return (
    <Table className="phone:min-w-max">
      <thead>
        <tr>
          <Th className="w-px">{t("at")}</Th>
          <Th>{t("who")}</Th>
          <Th>{t("verb")}</Th>
          <Th>{t("object")}</Th>
          <Th>{t("outcome")}</Th>
          <Th>
            <span className="sr-only">{t("changes")}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Entry
            key={row.key}
            row={row}
            isOpen={open === row.key}
            onToggle={() => setOpen(open === row.key ? undefined : row.key)}
          />
        ))}
      </tbody>
    </Table>
  );
}

interface EntryProps {
  readonly row: AuditRow;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

const severities = { succeeded: "well", refused: "warning", failed: "critical" } as const;
type Outcome = keyof typeof severities;

function Entry({ row, isOpen, onToggle }: EntryProps) {
  const t = useTranslations("audit");
  const outcome: Outcome = row.outcome === "refused" || row.outcome === "failed" ? row.outcome : "succeeded";
  const hasChange = row.before !== undefined || row.after !== undefined;
  return (
    <>
      <tr className="hover:bg-hover">
        <Td className="w-px text-faint">
          <Moment at={row.at} />
        </Td>
        <Td className="max-w-64">
          <span className="clip block" title={row.via ? `${row.subject} · ${row.via}` : row.subject}>
            {row.subject}
          </span>
        </Td>
        <Td>{row.verb}</Td>
        <Td className="max-w-96">
          <AuditObject row={row} />
        </Td>
        <Td className="max-w-80">
          <StatusMark status={t(`outcome.${outcome}`)} severity={severities[outcome]} message={row.says} />
        </Td>
        <Td isFigure>
          {hasChange ? (
            <button
              type="button"
              aria-expanded={isOpen}
              onClick={onToggle}
              className="rounded-md px-1.5 text-soft hover:text-ink hover:underline"
            >
              {t(isOpen ? "hide" : "show")}
              <span className="sr-only">
                {row.kind} {row.name}
              </span>
            </button>
          ) : null}
        </Td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={6} className="max-w-0 border-b border-line bg-panel">
            <AuditDiff before={row.before} after={row.after} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** Date and time: the audit is read long afterwards. */
function Moment({ at }: { at: string }) {
  const locale = useLocale();
  const ms = parseTime(at);
  if (ms === undefined) return <span>–</span>;
  return (
    <time dateTime={at} className="num">
      {formatMoment(ms, locale)}
    </time>
  );
}

function AuditObject({ row: { kind, namespace, name } }: { row: AuditRow }) {
  const href = name ? hrefOf({ kind, namespace, name }) : undefined;
  const text = (
    <>
      <span className="text-faint">
        {kind} {namespace ? `${namespace}/` : ""}
      </span>
      {name}
    </>
  );
  return href ? (
    <Link href={href} className="clip block hover:underline">
      {text}
    </Link>
  ) : (
    <span className="clip block">{text}</span>
  );
}
