"use client";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import { Field } from "@/components/ui/Input";
import { Select } from "@/components/ui/Select";

/** The namespace that a new object goes into. */
export function NamespaceField({ value, onChange }: { value: string; onChange: (namespace: string) => void }) {
  const t = useTranslations("ui");
  const { data } = useLive("namespaces.list", {});
  const names = (data?.rows ?? []).filter(({ status }) => status === "Active").map(({ name }) => name);
  const all = names.includes(value) ? names : [value, ...names];
  return (
    <Field label={t("namespace")}>
      {({ id }) => (
        <Select id={id} value={value} onChange={onChange} options={all.map((name) => ({ value: name, label: name }))} />
      )}
    </Field>
  );
}
