"use client";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { NamespaceField } from "@/components/objects/NamespaceField";
import { Card } from "@/components/ui/Card";
import { Field, Input } from "@/components/ui/Input";
import type { DeployDraft, DraftField } from "./deployDraft";
import { EnvRows } from "./EnvRows";

interface DeployFormProps {
  readonly draft: DeployDraft;
  readonly onChange: (draft: DeployDraft) => void;
  /** Fields to mark; none before the first try. */
  readonly wrong: readonly DraftField[];
}

/** The usual app: an image, how many, on which port, and where it is reached. */
export function DeployForm({ draft, onChange, wrong }: DeployFormProps) {
  const t = useTranslations("deploy");
  const change = (part: Partial<DeployDraft>) => onChange({ ...draft, ...part });
  const text = (field: Exclude<DraftField, "env"> | "probePath", rest: ComponentProps<typeof Input> = {}) => (
    <Field
      label={t(`field.${field}`)}
      hint={t(`hint.${field}`)}
      error={field !== "probePath" && wrong.includes(field) ? t(`wrong.${field}`) : undefined}
    >
      {(about) => (
        <Input {...about} {...rest} value={draft[field]} onChange={({ target }) => change({ [field]: target.value })} />
      )}
    </Field>
  );
  return (
    <div className="grid grid-cols-2 items-start gap-4 phone:grid-cols-1">
      <Card title={t("what")} isPadded>
        <div className="grid gap-3">
          <div className="grid grid-cols-2 gap-3">
            {text("name", { autoFocus: true })}
            <NamespaceField value={draft.namespace} onChange={(namespace) => change({ namespace })} />
          </div>
          {text("image", { placeholder: "node:22-alpine", className: "font-mono" })}
          {text("command", { placeholder: "node server.js", className: "font-mono" })}
          <EnvRows
            env={draft.env}
            onChange={(env) => change({ env })}
            error={wrong.includes("env") ? t("wrong.env") : undefined}
          />
        </div>
      </Card>
      <Card title={t("how")} isPadded>
        <div className="grid gap-3">
          <div className="grid grid-cols-2 gap-3">
            {text("replicas", { inputMode: "numeric" })}
            {text("port", { inputMode: "numeric" })}
            {text("cpu")}
            {text("memory")}
          </div>
          {text("memoryLimit")}
          {text("probePath", { placeholder: "/healthz", className: "font-mono" })}
          {text("host", { placeholder: "web.localhost", className: "font-mono" })}
        </div>
      </Card>
    </div>
  );
}
