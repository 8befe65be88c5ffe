"use client";
import { useTranslations } from "next-intl";
import { useLive } from "@/components/live/useLive";
import { Select } from "@/components/ui/Select";

/** All namespaces, or one. A namespace that is gone stays selectable while it is selected. */
export function NamespaceSelect({ value, onChange }: { value: string; onChange: (namespace: string) => void }) {
  const t = useTranslations("ui");
  const { data } = useLive("namespaces.list", {});
  const names = (data?.rows ?? []).map(({ name }) => name);
  const all = value && !names.includes(value) ? [value, ...names] : names;
  return (
    <Select
      label={t("namespace")}
      value={value}
      onChange={onChange}
      options={[{ value: "", label: t("allNamespaces") }, ...all.map((name) => ({ value: name, label: name }))]}
    />
  );
}
