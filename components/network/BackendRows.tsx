"use client";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import { Button } from "@/components/ui/Button";
import { Input } from "@/components/ui/Input";
import { Select } from "@/components/ui/Select";
import type { BackendDraft } from "./routeForm";

interface BackendRowsProps {
  readonly namespace: string;
  readonly backends: readonly BackendDraft[];
  readonly onChange: (backends: readonly BackendDraft[]) => void;
  readonly isWrong: boolean;
}

/** The services that take the requests. Choosing one fills in its port. */
export function BackendRows({ namespace, backends, onChange, isWrong }: BackendRowsProps) {
  const t = useTranslations("network.form");
  const { data } = useLive("services.list", { namespace, limit: 200 });
  const services = data?.rows ?? [];
  const change = (index: number, part: Partial<BackendDraft>) =>
    onChange(backends.map((row, at) => (at === index ? { ...row, ...part } : row)));
  const choose = (index: number, service: string) => {
    const port = services.find(({ name }) => name === service)?.ports[0]?.port;
    change(index, { service, port: port === undefined ? "" : String(port) });
  };
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 text-sm text-soft">{t("backends")}</legend>
      {data && services.length === 0 ? <p className="text-soft">{t("noServiceHere", { namespace })}</p> : null}
      {backends.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name while it is being written
        <div key={index} className="flex flex-wrap items-center gap-2">
          <Select
            label={t("service")}
            value={row.service}
            onChange={(service) => choose(index, service)}
            className="min-w-36 flex-1"
            options={[
              { value: "", label: t("chooseService") },
              ...services.map(({ name }) => ({ value: name, label: name })),
            ]}
          />
          <Input
            aria-label={t("port")}
            placeholder={t("port")}
            inputMode="numeric"
            className="num w-24"
            value={row.port}
            onChange={({ target }) => change(index, { port: target.value.trim() })}
          />
          {backends.length > 1 ? (
            <Input
              aria-label={t("weight")}
              placeholder={t("weight")}
              inputMode="numeric"
              className="num w-24"
              value={row.weight}
              onChange={({ target }) => change(index, { weight: target.value.trim() })}
            />
          ) : null}
          <Button
            size="icon"
            look="ghost"
            aria-label={t("removeBackend", { service: row.service })}
            disabled={backends.length === 1}
            onClick={() => onChange(backends.filter((_, at) => at !== index))}
          >
            ×
          </Button>
        </div>
      ))}
      {isWrong ? <p className="text-sm text-bad">{t("backendWrong")}</p> : null}
      <Button
        size="small"
        look="ghost"
        className="w-fit"
        onClick={() => onChange([...backends, { service: "", port: "", weight: "1" }])}
      >
        {t("addBackend")}
      </Button>
    </fieldset>
  );
}
