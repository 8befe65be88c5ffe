"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/Button";
import { Input } from "@/components/ui/Input";
import type { DeployDraft } from "./deployDraft";

interface EnvRowsProps {
  readonly env: DeployDraft["env"];
  readonly onChange: (env: DeployDraft["env"]) => void;
  readonly error: string | undefined;
}

/** The environment, a row a variable. */
export function EnvRows({ env, onChange, error }: EnvRowsProps) {
  const t = useTranslations("deploy");
  const set = (index: number, part: Partial<DeployDraft["env"][number]>) =>
    onChange(env.map((variable, at) => (at === index ? { ...variable, ...part } : variable)));
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 text-sm text-soft">{t("env")}</legend>
      {env.map((variable, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name while they are typed
        <div key={index} className="grid grid-cols-[2fr_3fr_auto] gap-2">
          <Input
            aria-label={t("envName", { index: index + 1 })}
            placeholder="NAME"
            className="font-mono"
            value={variable.name}
            onChange={({ target }) => set(index, { name: target.value })}
          />
          <Input
            aria-label={t("envValue", { index: index + 1 })}
            className="font-mono"
            value={variable.value}
            onChange={({ target }) => set(index, { value: target.value })}
          />
          <Button onClick={() => onChange(env.filter((_, at) => at !== index))}>
            {t("remove")}
            <span className="sr-only">{variable.name}</span>
          </Button>
        </div>
      ))}
      {error ? <p className="text-sm text-bad">{error}</p> : null}
      <div>
        <Button size="small" onClick={() => onChange([...env, { name: "", value: "" }])}>
          {t("addVariable")}
        </Button>
      </div>
    </fieldset>
  );
}
