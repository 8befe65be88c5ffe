"use client";
import { useTranslations } from "next-intl";
import { ActButton } from "@/components/ui/ActButton";
import { type Deleted, useDeletion } from "./useDeletion";

interface ObjectActsProps {
  readonly name: string;
  /** Left out: it has no YAML that could be shown. */
  readonly onYaml?: () => void;
  readonly onDelete: () => Promise<Deleted>;
  /** What goes with it, for the question. */
  readonly deleteSays: string;
  readonly canUndo?: boolean;
  readonly isGoing?: boolean;
}

/** What can be done to any object: look at it as YAML (and edit it there), delete it. */
export function ObjectActs({ name, onYaml, onDelete, deleteSays, canUndo = true, isGoing }: ObjectActsProps) {
  const t = useTranslations("acts");
  const deletion = useDeletion({ name, run: onDelete, says: deleteSays, canUndo });
  return (
    <>
      {onYaml ? <ActButton label={t("yaml")} hotkey="y" onAct={onYaml} /> : null}
      <ActButton
        label={t("delete")}
        hotkey="backspace"
        look="danger"
        onAct={deletion.ask}
        isBusy={deletion.isBusy}
        {...(isGoing ? { disabledReason: t("isGoing") } : {})}
      />
    </>
  );
}
