"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { useAct } from "@/components/live/useAct";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field, Input } from "@/components/ui/Input";

const most = 10_000;

interface ScaleDialogProps {
  readonly workload: { readonly name: string; readonly desired: number };
  readonly run: (replicas: number) => Promise<unknown>;
  readonly onClose: () => void;
}

/** How many pods a workload should have. */
export function ScaleDialog({ workload, run, onClose }: ScaleDialogProps) {
  const t = useTranslations("deployments.scale");
  const ui = useTranslations("ui");
  const { name, desired } = workload;
  const [text, setText] = useState(String(desired));
  const replicas = /^\d+$/.test(text.trim()) ? Number(text) : undefined;
  const isValid = replicas !== undefined && replicas <= most;
  const scale = useAct({
    run: (wanted: number) => run(wanted),
    says: (wanted) => t("done", { name, from: desired, to: wanted }),
    undo: () => run(desired),
    onDone: onClose,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isValid) void scale.act(replicas);
  };
  const step = (by: number) => setText(String(Math.max(0, Math.min(most, (replicas ?? desired) + by))));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={t("title", { name })}
      acts={
        <>
          <Button onClick={onClose}>{ui("cancel")}</Button>
          <Button type="submit" form="scale" look="solid" disabled={!isValid || scale.isBusy}>
            {t("submit")}
          </Button>
        </>
      }
    >
      <form id="scale" onSubmit={submit} className="pb-4">
        <Field label={t("replicas")} hint={t("hint", { desired })} error={isValid ? undefined : t("invalid", { most })}>
          {(field) => (
            <div className="flex gap-2">
              <Button size="icon" aria-label={t("less")} onClick={() => step(-1)}>
                −
              </Button>
              <Input
                {...field}
                inputMode="numeric"
                className="num w-24 text-center"
                value={text}
                onChange={(event) => setText(event.target.value)}
                onFocus={(event) => event.target.select()}
                autoFocus
              />
              <Button size="icon" aria-label={t("moreOne")} onClick={() => step(1)}>
                +
              </Button>
            </div>
          )}
        </Field>
      </form>
    </Dialog>
  );
}
