"use client";
import { Boxes, Layers, LayoutDashboard, Menu as MenuIcon, Search } from "lucide-react";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { Dialog as Radix } from "radix-ui";
import { useState } from "react";
import { cn } from "@/components/ui/cn";
import { Link } from "@/components/ui/Link";
import { AccountMenu } from "./AccountMenu";
import { ClusterBadge } from "./ClusterBadge";
import { NavList } from "./NavList";
import { placeOf } from "./places";
import { useShell } from "./ShellContext";

const shortcuts = [
  { key: "overview", href: "/", Icon: LayoutDashboard },
  { key: "deployments", href: "/deployments", Icon: Layers },
  { key: "pods", href: "/pods", Icon: Boxes },
] as const;

const itemLook =
  "grid h-[52px] flex-1 place-content-center justify-items-center gap-0.5 text-[11px] text-faint aria-[current=page]:text-ink";

/** On a phone: the first places, search, and a drawer with the rest, at the thumb. */
export function PhoneBar() {
  const t = useTranslations("shell");
  const current = placeOf(usePathname());
  const { openPalette } = useShell();
  const [isOpen, setOpen] = useState(false);
  return (
    <nav
      aria-label={t("nav.label")}
      className="hidden border-t border-line bg-panel pb-[env(safe-area-inset-bottom)] phone:flex"
    >
      {shortcuts.map(({ key, href, Icon }) => (
        <Link key={key} href={href} aria-current={current?.key === key ? "page" : undefined} className={itemLook}>
          <Icon aria-hidden="true" className="size-[18px]" />
          {t(`nav.${key}`)}
        </Link>
      ))}
      <button type="button" onClick={openPalette} className={itemLook}>
        <Search aria-hidden="true" className="size-[18px]" />
        {t("find")}
      </button>
      <Radix.Root open={isOpen} onOpenChange={setOpen}>
        <Radix.Trigger className={cn(itemLook)}>
          <MenuIcon aria-hidden="true" className="size-[18px]" />
          {t("nav.more")}
        </Radix.Trigger>
        <Radix.Portal>
          <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
          <Radix.Content
            aria-describedby={undefined}
            className="fixed inset-x-0 bottom-0 z-50 grid max-h-[85dvh] gap-3 overflow-auto rounded-t-lg border-t border-line bg-panel p-3 pb-[calc(12px+env(safe-area-inset-bottom))] outline-none"
          >
            <Radix.Title className="sr-only">{t("nav.label")}</Radix.Title>
            <ClusterBadge />
            <NavList onGo={() => setOpen(false)} />
            <AccountMenu />
          </Radix.Content>
        </Radix.Portal>
      </Radix.Root>
    </nav>
  );
}
