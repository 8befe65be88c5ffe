"use client";
import { useTranslations } from "next-intl";
import { hrefOf } from "@/components/shell/places";
import { Card } from "@/components/ui/Card";
import { Link } from "@/components/ui/Link";
import { OutLink } from "./OutLink";
import type { ServiceDetail } from "./ServicePage";

/** The routes that bring requests here from outside. */
export function LeadingRoutes({ service }: { service: ServiceDetail }) {
  const t = useTranslations("network");
  return (
    <Card title={t("leadingRoutes")}>
      {service.routes.length === 0 ? <p className="px-3.5 py-2 text-soft">{t("noLeadingRoutes")}</p> : null}
      <ul>
        {service.routes.map((route) => (
          <li
            key={route.key}
            className="flex min-h-[34px] flex-wrap items-center gap-x-3 border-b border-line px-3.5 py-1 last:border-0"
          >
            <Link href={hrefOf({ kind: "HTTPRoute", ...route }) ?? "/network"} className="font-medium hover:underline">
              {route.name}
            </Link>
            <span className="ml-auto flex flex-wrap gap-x-3">
              {route.urls.map((url) => (
                <OutLink key={url} url={url} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
