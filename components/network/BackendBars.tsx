"use client";
import { useTranslations } from "next-intl";
import { formatShare } from "@/components/format/figures";
import type { RowOf } from "@/components/lists/listViews";
import { hrefOf } from "@/components/shell/places";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/Link";

type Backend = RowOf<"routes.list">["rules"][number]["backends"][number];

/** Where the requests of one rule go: a bar for each backend's part, and how many endpoints are ready to take it. */
export function BackendBars({ backends }: { backends: readonly Backend[] }) {
  const t = useTranslations("network.rule");
  if (backends.length === 0) return <p className="text-soft">{t("noBackend")}</p>;
  return (
    <ul className="grid gap-1.5">
      {backends.map((backend) => (
        <li
          key={`${backend.namespace}/${backend.service}:${backend.port ?? ""}`}
          className="grid grid-cols-[minmax(120px,1fr)_minmax(80px,2fr)_48px_auto] items-center gap-3"
        >
          <Link
            href={hrefOf({ kind: "Service", namespace: backend.namespace, name: backend.service }) ?? "/network"}
            className="clip font-medium hover:underline"
          >
            {backend.service}
            {backend.port ? <span className="font-normal text-faint">:{backend.port}</span> : null}
          </Link>
          <span className="relative h-1.5 overflow-hidden rounded-[3px] bg-selected">
            <i className="absolute inset-y-0 left-0 bg-soft" style={{ width: `${backend.share * 100}%` }} />
          </span>
          <span className="num text-right" title={t("weight", { weight: backend.weight })}>
            {formatShare(backend.share, 1)}
          </span>
          <span className={cn("num text-sm", backend.ready === 0 && backend.weight > 0 ? "text-warn" : "text-faint")}>
            {t("ready", { count: backend.ready })}
          </span>
        </li>
      ))}
    </ul>
  );
}
