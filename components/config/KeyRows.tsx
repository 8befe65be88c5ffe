"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/Button";
import { Input } from "@/components/ui/Input";
import { Textarea } from "@/components/ui/Textarea";
import { type DraftProblem, type DraftRow, newRow } from "./configDraft";

interface KeyRowsProps {
  readonly rows: readonly DraftRow[];
  readonly onChange: (rows: readonly DraftRow[]) => void;
  readonly problem: DraftProblem | undefined;
}

/** Keys and values, one below the other. */
export function KeyRows({ rows, onChange, problem }: KeyRowsProps) {
  const t = useTranslations("config.form");
  const change = (id: number, part: Partial<DraftRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const add = () => onChange([...rows, newRow(Math.max(-1, ...rows.map(({ id }) => id)) + 1)]);
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-sm text-soft">{t("values")}</legend>
      {rows.map((row) => (
        <div
          key={row.id}
          className="grid grid-cols-[minmax(120px,2fr)_minmax(0,5fr)_auto] items-start gap-2 phone:grid-cols-[minmax(0,1fr)_auto]"
        >
          <Input
            aria-label={t("key")}
            placeholder={t("key")}
            className="font-mono"
            readOnly={row.isOld}
            value={row.key}
            onChange={({ target }) => change(row.id, { key: target.value.trim() })}
          />
          <Textarea
            aria-label={t("valueOf", { key: row.key })}
            placeholder={t(row.isHidden ? "kept" : "value")}
            className="phone:col-span-2 phone:row-start-2"
            value={row.value ?? ""}
            onChange={({ target }) =>
              change(row.id, { value: row.isHidden && target.value === "" ? undefined : target.value })
            }
          />
          <Button
            size="icon"
            look="ghost"
            aria-label={t("remove", { key: row.key })}
            onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
          >
            ×
          </Button>
        </div>
      ))}
      {problem ? (
        <p role="alert" className="text-sm text-bad">
          {t(`problem.${problem}`)}
        </p>
      ) : null}
      <Button size="small" look="ghost" className="w-fit" onClick={add}>
        {t("add")}
      </Button>
    </fieldset>
  );
}
