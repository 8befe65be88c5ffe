"use client";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/Button";
import { Input } from "@/components/ui/Input";
import { isPort, type ServiceDraft } from "./serviceForm";

type Ports = ServiceDraft["ports"];

interface PortRowsProps {
  readonly ports: Ports;
  readonly onChange: (ports: Ports) => void;
  /** True: a port that is none is marked. */
  readonly isWrong: boolean;
}

/** The service's port, and the pods' own behind it. */
export function PortRows({ ports, onChange, isWrong }: PortRowsProps) {
  const t = useTranslations("network.form");
  const change = (index: number, part: Partial<Ports[number]>) =>
    onChange(ports.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 text-sm text-soft">{t("ports")}</legend>
      {ports.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no other name while it is being written
        <div key={index} className="flex items-center gap-2">
          <Input
            aria-label={t("port")}
            aria-invalid={isWrong && !isPort(row.port) ? true : undefined}
            inputMode="numeric"
            placeholder="80"
            className="num"
            value={row.port}
            onChange={({ target }) => change(index, { port: target.value })}
          />
          <span aria-hidden="true" className="text-faint">
            →
          </span>
          <Input
            aria-label={t("targetPort")}
            placeholder={t("samePort")}
            className="num"
            value={row.targetPort}
            onChange={({ target }) => change(index, { targetPort: target.value })}
          />
          <Button
            size="icon"
            look="ghost"
            aria-label={t("removePort", { port: row.port })}
            disabled={ports.length === 1}
            onClick={() => onChange(ports.filter((_, at) => at !== index))}
          >
            ×
          </Button>
        </div>
      ))}
      {isWrong ? <p className="text-sm text-bad">{t("portWrong")}</p> : null}
      <Button
        size="small"
        look="ghost"
        className="w-fit"
        onClick={() => onChange([...ports, { port: "", targetPort: "" }])}
      >
        {t("addPort")}
      </Button>
    </fieldset>
  );
}
