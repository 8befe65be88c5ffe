"use client";
import { Check } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { type Locale, locales } from "@/components/i18n/locales";
import { setLocale } from "@/components/i18n/setLocale";
import { Kbd } from "@/components/ui/Kbd";
import { Menu, type MenuItem } from "@/components/ui/Menu";
import { useShell } from "./ShellContext";
import { signOut } from "./signOut";
import { useMe } from "./useMe";

const themes = ["light", "dark", "system"] as const;

/** Who is signed in; theme, language, keys, sign out. */
export function AccountMenu() {
  const t = useTranslations("shell.account");
  const me = useMe();
  const router = useRouter();
  const locale = useLocale();
  const { theme, setTheme } = useTheme();
  const { openKeys } = useShell();
  const check = (isOn: boolean) => (isOn ? <Check aria-hidden="true" className="size-3.5" /> : null);
  const items: MenuItem[] = [
    ...themes.map((key) => ({ key, label: t(key), aside: check(theme === key), onSelect: () => setTheme(key) })),
    ...Object.entries(locales).map(([key, label], index) => ({
      key,
      label,
      aside: check(locale === key),
      startsGroup: index === 0,
      onSelect: () => {
        setLocale(key as Locale);
        router.refresh();
      },
    })),
    { key: "keys", label: t("keys"), aside: <Kbd combo="?" />, startsGroup: true, onSelect: openKeys },
    { key: "signOut", label: t("signOut"), startsGroup: true, onSelect: () => void signOut() },
  ];
  return (
    <Menu
      align="start"
      items={items}
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-left text-soft hover:bg-hover phone:min-h-11"
        >
          <span
            aria-hidden="true"
            className="grid size-5 shrink-0 place-items-center rounded-full border border-line-strong bg-selected text-[10px] font-semibold"
          >
            {(me?.name ?? "").slice(0, 2).toLowerCase()}
          </span>
          <span className="clip min-w-0">
            <span className="sr-only">{t("label")}</span> {me?.name ?? ""}
          </span>
          <span className="ml-auto text-faint">{me?.role ?? ""}</span>
        </button>
      }
    />
  );
}
