"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { ListPage } from "@/components/lists/ListPage";
import { useAddressParam } from "@/components/lists/useAddressParam";
import { useLive } from "@/components/live/useLive";
import { hrefOf } from "@/components/shell/places";
import { EmptyState } from "@/components/ui/EmptyState";
import { Select } from "@/components/ui/Select";
import { eventColumns } from "./eventColumns";

export function EventsList() {
  const t = useTranslations("events");
  const words = useTranslations("words");
  const columns = useMemo(() => eventColumns((key) => t(`column.${key}`), words("severity.warning")), [t, words]);
  const [kind, setKind] = useAddressParam("kind");
  const [reason, setReason] = useAddressParam("reason");
  const [type, setType] = useAddressParam("type");
  return (
    <ListPage
      view="events.list"
      title={t("title")}
      columns={columns}
      sort={{ column: "last", direction: "desc" }}
      href={({ object }) => hrefOf(object)}
      statusLabel={(status) => (status === "Warning" || status === "Normal" ? t(`type.${status}`) : status)}
      input={{
        ...(type === "Warning" || type === "Normal" ? { type } : {}),
        ...(kind ? { object: { kind } } : {}),
        ...(reason ? { reason } : {}),
      }}
      choices={
        <>
          <Select
            label={t("column.type")}
            value={type}
            onChange={setType}
            options={[
              { value: "", label: t("allTypes") },
              { value: "Warning", label: t("type.Warning") },
              { value: "Normal", label: t("type.Normal") },
            ]}
          />
          <Groups by="byKind" label={t("kind")} all={t("allKinds")} value={kind} onChange={setKind} />
          <Groups by="byReason" label={t("column.reason")} all={t("allReasons")} value={reason} onChange={setReason} />
        </>
      }
      empty={<EmptyState title={t("empty")}>{t("emptySays")}</EmptyState>}
    />
  );
}

interface GroupsProps {
  readonly by: "byKind" | "byReason";
  readonly label: string;
  readonly all: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** The values that there are, the most frequent first, each with its number. One that is gone stays while it is chosen. */
function Groups({ by, label, all, value, onChange }: GroupsProps) {
  const namespace = useAddressParam("ns")[0];
  const { data } = useLive("events.list", { ...(namespace ? { namespace } : {}), limit: 1 });
  const groups = data?.[by] ?? [];
  const isGone = value !== "" && !groups.some((group) => group.value === value);
  return (
    <Select
      label={label}
      value={value}
      onChange={onChange}
      options={[
        { value: "", label: all },
        ...(isGone ? [{ value, label: value }] : []),
        ...groups.map((group) => ({ value: group.value, label: `${group.value} · ${group.count}` })),
      ]}
    />
  );
}
