"use client";
import { useTranslations } from "next-intl";
import type { Outputs } from "@/components/live/api";
import { Button } from "@/components/ui/Button";
import { CopyButton } from "@/components/ui/CopyButton";
import { Dialog } from "@/components/ui/Dialog";

/** For as long a browser may ask its user where to save the file. */
const keptMs = 10 * 60_000;
const fileName = "pilothouse-kubeconfig.yaml";

/** The token, which nobody can show again, and the kubeconfig that holds it. */
export function NewTokenShown({ made, onClose }: { made: Outputs["tokens"]["create"]; onClose: () => void }) {
  const t = useTranslations("tokens");
  const { row, token, kubeconfig } = made;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("made", { name: row.name })}
      description={t("madeSays")}
      acts={
        <>
          {kubeconfig ? <Button onClick={() => save(kubeconfig)}>{t("download")}</Button> : null}
          <Button look="solid" autoFocus onClick={onClose}>
            {t("done")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3 pb-4">
        <Line label={t("token")} text={token} />
        {kubeconfig ? <Line label={t("command")} text={`kubectl --kubeconfig ${fileName} get pods`} /> : null}
      </div>
    </Dialog>
  );
}

function Line({ label, text }: { label: string; text: string }) {
  return (
    <div className="grid gap-1">
      <span className="text-sm text-soft">{label}</span>
      <div className="flex items-center gap-2 rounded-md border border-line bg-panel px-2.5 py-1.5">
        <code className="min-w-0 flex-1 [overflow-wrap:anywhere]">{text}</code>
        <CopyButton text={text} of={label} />
      </div>
    </div>
  );
}

function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // Browsers read the blob after the click: taken away at once, some save nothing.
  setTimeout(() => URL.revokeObjectURL(url), keptMs);
}
