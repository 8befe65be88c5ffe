"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Select } from "@/components/ui/Select";
import { Skeleton } from "@/components/ui/Skeleton";

const TerminalBox = dynamic(loadTerminal, {
  ssr: false,
  loading: () => (
    <div className="h-[420px] rounded-lg border border-line bg-panel p-3.5">
      <Skeleton className="w-40" />
    </div>
  ),
});

/** The terminal measures its font once, when it opens: the font must be there by then. */
async function loadTerminal() {
  const font = document.fonts.load('12px "Geist Mono Variable"').catch(() => undefined);
  const [{ TerminalBox }] = await Promise.all([import("./TerminalBox"), font]);
  return TerminalBox;
}

interface TerminalViewProps {
  readonly namespace: string;
  readonly pod: string;
  /** The containers that run. */
  readonly containers: readonly string[];
}

/** A shell in a container of the pod. */
export function TerminalView({ namespace, pod, containers }: TerminalViewProps) {
  const t = useTranslations("pods.terminal");
  const [chosen, setChosen] = useState("");
  const container = containers.includes(chosen) ? chosen : (containers[0] ?? "");
  if (!container) return <p className="text-soft">{t("noneRuns")}</p>;
  return (
    <section aria-label={t("title")} className="grid min-w-0 gap-2">
      {containers.length > 1 ? (
        <Select
          label={t("container")}
          value={container}
          onChange={setChosen}
          className="justify-self-start"
          options={containers.map((name) => ({ value: name, label: name }))}
        />
      ) : null}
      <TerminalBox key={container} namespace={namespace} pod={pod} container={container} />
    </section>
  );
}
