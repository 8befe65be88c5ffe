"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { ActButton } from "@/components/ui/ActButton";
import { DrainDialog } from "./DrainDialog";
import type { NodeDetail } from "./NodePage";
import { useDrain } from "./useDrain";
import { WhatIfDialog } from "./WhatIfDialog";

/** What can be done to a node. A drain goes on while its dialog is closed, and the same key opens it again. */
export function NodeActs({ node, onYaml }: { node: NodeDetail; onYaml: () => void }) {
  const t = useTranslations("nodes.act");
  const { name, isCordoned } = node;
  const [open, setOpen] = useState<"drain" | "lose">();
  const close = () => setOpen(undefined);
  const cordon = useAct<void, unknown>({
    run: () => api.nodes.cordon.mutate({ name }),
    says: () => t("cordoned", { name }),
    undo: () => api.nodes.uncordon.mutate({ name }),
  });
  const uncordon = useAct<void, unknown>({
    run: () => api.nodes.uncordon.mutate({ name }),
    says: () => t("uncordoned", { name }),
    undo: () => api.nodes.cordon.mutate({ name }),
  });
  const drain = useDrain(node);
  return (
    <>
      {isCordoned ? (
        <ActButton label={t("uncordon")} hotkey="c" onAct={() => void uncordon.act()} isBusy={uncordon.isBusy} />
      ) : (
        <ActButton label={t("cordon")} hotkey="c" onAct={() => void cordon.act()} isBusy={cordon.isBusy} />
      )}
      <ActButton
        label={drain.isRunning ? t("draining", { gone: drain.progress.gone, total: drain.progress.total }) : t("drain")}
        hotkey="d"
        onAct={() => setOpen("drain")}
      />
      <ActButton label={t("lose")} hotkey="w" onAct={() => setOpen("lose")} />
      <ActButton label={t("yaml")} hotkey="y" onAct={onYaml} />
      {open === "drain" ? <DrainDialog node={node} drain={drain} onClose={close} /> : null}
      {open === "lose" ? <WhatIfDialog node={name} onClose={close} /> : null}
    </>
  );
}
