"use client";
import { useTranslations } from "next-intl";
import { ListSwitch } from "@/components/lists/ListSwitch";

export function NetworkSwitch({ shows }: { shows: "services" | "routes" }) {
  const t = useTranslations("network");
  return (
    <ListSwitch
      label={t("title")}
      options={[
        { href: "/network", label: t("services"), isCurrent: shows === "services" },
        { href: "/network?tab=routes", label: t("routes"), isCurrent: shows === "routes" },
      ]}
    />
  );
}
