"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { api } from "@/components/live/api";
import { useAct } from "@/components/live/useAct";
import { Button } from "@/components/ui/Button";
import { Dialog } from "@/components/ui/Dialog";
import { Field, Input } from "@/components/ui/Input";
import type { Deployment } from "./DeploymentPage";

const most = 10_000;

/** How many pods it should have. */
export function ScaleDialog({ deployment, onClose }: { deployment: Deployment; onClose: () => void }) {
  const t = useTranslations("deployments.scale");
  const ui = useTranslations("ui");
  const { namespace, name, desired } = deployment;
  const [text, setText] = useState(String(desired));
  const replicas = /^\d+$/.test(text.trim()) ? Number(text) : undefined;
  const isValid = replicas !== undefined && replicas <= most;
  const scale = useAct({
    run: (wanted: number) => api.deployments.scale.mutate({ namespace, name, replicas: wanted }),
    says: (wanted) => t("done", { name, from: desired, to: wanted }),
    undo: () => api.deployments.scale.mutate({ namespace, name, replicas: desired }),
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
