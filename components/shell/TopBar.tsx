"use client";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Kbd } from "@/components/ui/Kbd";
import { Link } from "@/components/ui/Link";
import { LiveMark } from "./LiveMark";
import { placeOf } from "./places";
import { useShell } from "./ShellContext";
import { useMe } from "./useMe";

/** Where you are, whether it is live, and the way to anything else. */
export function TopBar() {
  const t = useTranslations("shell");
  const { openPalette } = useShell();
  return (
    <header className="flex min-w-0 items-center gap-2 border-b border-line bg-bg px-5 phone:px-3.5">
      <Crumbs />
      <div className="ml-auto flex items-center gap-3">
        <LiveMark />
        <button
          type="button"
          onClick={openPalette}
          aria-keyshortcuts="Control+K"
          className="flex h-[26px] items-center gap-6 rounded-md border border-line pr-1 pl-2.5 text-sm text-faint hover:bg-hover phone:hidden"
        >
          {t("search")}
          <Kbd combo="mod+k" />
        </button>
      </div>
    </header>
  );
}

function Crumbs() {
  const t = useTranslations("shell");
  const path = usePathname();
  const me = useMe();
  const place = placeOf(path);
  const parts = path.split("/").filter(Boolean).map(decodeURIComponent);
  const name = parts.length > 1 ? parts.at(-1) : undefined;
  const namespace = parts.length > 2 ? parts.at(-2) : undefined;
  const title = place ? t(`nav.${place.key}`) : path === "/deploy" ? t("nav.deploy") : "";
  return (
    <nav aria-label={t("crumbs")} className="flex min-w-0 items-center gap-1.5 text-faint">
      <span className="clip phone:hidden">{namespace ?? me?.cluster.name ?? ""}</span>
      <span aria-hidden="true" className="phone:hidden">
        /
      </span>
      {name ? (
        <>
          <Link href={place?.href ?? "/"} className="whitespace-nowrap hover:text-ink">
            {title}
          </Link>
          <span aria-hidden="true">/</span>
          <b className="clip font-medium text-ink">{name}</b>
        </>
      ) : (
        <b className="clip font-medium text-ink">{title}</b>
      )}
    </nav>
  );
}
