"use client";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Button } from "@/components/ui/Button";
import { FilterInput } from "@/components/ui/FilterInput";
import { Select } from "@/components/ui/Select";
import { LogLines } from "./LogLines";
import { searchLines } from "./logRing";
import type { LogsOf } from "./openLogs";
import { useLogs } from "./useLogs";

interface LogViewProps {
  readonly of: Omit<LogsOf, "container" | "previous">;
  /** Offered for choice; none: all of them are shown together. */
  readonly containers?: readonly string[];
  /** The containers that ended before: what they said then can be read. */
  readonly hasPrevious?: boolean;
}

/** Logs of one or many pods: followed, searched. */
export function LogView({ of, containers = [], hasPrevious }: LogViewProps) {
  const t = useTranslations("pods.logs");
  const [container, setContainer] = useState("");
  const [isPrevious, setPrevious] = useState(false);
  const [search, setSearch] = useState("");
  const logs = useLogs({ ...of, ...(container ? { container } : {}), ...(isPrevious ? { previous: true } : {}) });
  const found = useMemo(() => searchLines(logs.lines, search), [logs.lines, search]);
  const isMany = of.pods?.length !== 1;
  return (
    <section aria-label={t("title")} className="grid min-w-0 gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <FilterInput label={t("search")} value={search} onChange={setSearch} />
        {containers.length > 1 ? (
          <Select
            label={t("container")}
            value={container}
            onChange={setContainer}
            options={[
              { value: "", label: t("allContainers") },
              ...containers.map((name) => ({ value: name, label: name })),
            ]}
          />
        ) : null}
        {hasPrevious ? (
          <Button
            aria-pressed={isPrevious}
            className="aria-pressed:bg-selected"
            onClick={() => setPrevious(!isPrevious)}
          >
            {t("previous")}
          </Button>
        ) : null}
        <span role="status" className="num ml-auto text-sm text-faint">
          {search
            ? t("found", { count: found.length, all: logs.lines.length })
            : t("lines", { count: logs.lines.length })}
          {logs.state === "ended" ? ` · ${t("ended")}` : ""}
        </span>
      </div>
      {logs.says ? <p className="text-warn">{logs.says}</p> : null}
      <LogLines
        lines={found}
        search={search}
        showsPod={isMany}
        showsContainer={containers.length > 1 && !container}
        empty={t(logs.state === "opening" ? "opening" : search ? "noneFound" : "silent")}
      />
    </section>
  );
}
