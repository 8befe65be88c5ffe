"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useTheme } from "next-themes";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { type Locale, locales } from "@/components/i18n/locales";
import { setLocale } from "@/components/i18n/setLocale";
import { useKeys } from "@/components/keys/KeysProvider";
import { keysOf } from "@/components/keys/register";
import { api } from "@/components/live/api";
import { hrefOf, placesFor } from "@/components/shell/places";
import { signOut } from "@/components/shell/signOut";
import { useMe } from "@/components/shell/useMe";
import { Kbd } from "@/components/ui/Kbd";

const itemLook =
  "flex min-h-[34px] cursor-pointer items-center gap-2 rounded-md px-2.5 select-none data-[disabled=true]:opacity-55 data-[selected=true]:bg-selected phone:min-h-11";
const groupLook =
  "[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-faint";

/** Finds anything, and does it. */
export function Palette({ onClose, onKeys }: { onClose: () => void; onKeys: () => void }) {
  const t = useTranslations("shell.palette");
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState("");
  const go = (act: () => void) => () => {
    onClose();
    // After the dialog gave the focus back, so that what opens now keeps it.
    setTimeout(act);
  };
  return (
    <Radix.Root open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-shade" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-24px)] max-w-[580px] -translate-x-1/2 overflow-hidden rounded-lg border border-line-strong bg-raised shadow-pop outline-none animate-[appear_100ms_ease-out] phone:top-3"
        >
          <Radix.Title className="sr-only">{t("title")}</Radix.Title>
          <Command label={t("title")} loop value={chosen} onValueChange={setChosen}>
            <Command.Input
              value={text}
              onValueChange={setText}
              placeholder={t("placeholder")}
              className="h-11 w-full border-b border-line bg-transparent px-4 text-[14px] outline-none placeholder:text-faint phone:text-[16px]"
            />
            <Command.List className="max-h-[min(420px,60vh)] scroll-py-2 overflow-auto p-1.5">
              <Command.Empty className="px-2.5 py-6 text-soft">{t("empty")}</Command.Empty>
              <Objects text={text} go={go} onFound={setChosen} />
              <PageActs go={go} />
              <Pages go={go} />
              <ExampleItems go={go} />
              <Settings go={go} onKeys={onKeys} />
            </Command.List>
          </Command>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type Go = (act: () => void) => () => void;

function Item({
  value,
  aside,
  onSelect,
  children,
}: {
  value: string;
  aside?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Command.Item value={value} onSelect={onSelect} className={itemLook}>
      <span className="clip min-w-0">{children}</span>
      {aside ? <span className="ml-auto flex shrink-0 gap-1 text-sm text-faint">{aside}</span> : null}
    </Command.Item>
  );
}

/** What the server knows by this name. It comes a moment later and stands first: then the first of it is chosen. */
function Objects({ text, go, onFound }: { text: string; go: Go; onFound: (value: string) => void }) {
  const router = useRouter();
  const wanted = text.trim();
  const { data } = useQuery({
    queryKey: ["search", wanted],
    queryFn: () => api.objects.search.query({ text: wanted, limit: 12 }),
    enabled: wanted.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 2_000,
  });
  const found = wanted ? (data?.found ?? []) : [];
  const first = found.find((object) => hrefOf(object));
  const firstValue = first && `${wanted} ${first.key}`;
  useEffect(() => {
    if (firstValue) onFound(firstValue);
  }, [firstValue, onFound]);
  return (
    <Command.Group className={groupLook}>
      {found.map((object) => {
        const href = hrefOf(object);
        if (!href) return null;
        return (
          <Item
            key={object.key}
            value={`${wanted} ${object.key}`}
            aside={object.kind}
            onSelect={go(() => router.push(href))}
          >
            {object.namespace ? <span className="text-faint">{object.namespace} / </span> : null}
            {object.name}
          </Item>
        );
      })}
    </Command.Group>
  );
}

/** What the page behind can do; what it can't do now stays in the list, and says why when it is chosen. */
function PageActs({ go }: { go: Go }) {
  const t = useTranslations("shell.palette");
  const register = useKeys();
  const [hotkeys] = useState(() => register.listed().filter(({ keys }) => !["mod+k", "?"].includes(String(keys))));
  if (hotkeys.length === 0) return null;
  return (
    <Command.Group heading={t("acts")} className={groupLook}>
      {hotkeys.map((hotkey) => (
        <Item
          key={String(hotkey.keys)}
          value={`${hotkey.label} act`}
          aside={hotkey.disabledReason ?? keysOf(hotkey).map((combo) => <Kbd key={combo} combo={combo} />)}
          onSelect={go(() => (hotkey.disabledReason ? undefined : hotkey.run()))}
        >
          {hotkey.label}
        </Item>
      ))}
    </Command.Group>
  );
}

function Pages({ go }: { go: Go }) {
  const t = useTranslations("shell");
  const router = useRouter();
  const me = useMe();
  const places = placesFor(me?.role).flatMap((group) => group.places);
  return (
    <Command.Group heading={t("palette.pages")} className={groupLook}>
      {places.map(({ key, href }) => (
        <Item key={key} value={`${t(`nav.${key}`)} ${key}`} onSelect={go(() => router.push(href))}>
          {t(`nav.${key}`)}
        </Item>
      ))}
      <Item value={`${t("palette.deploy")} deploy`} onSelect={go(() => router.push("/deploy"))}>
        {t("palette.deploy")}
      </Item>
      <Item value={`${t("palette.applyYaml")} apply yaml`} onSelect={go(() => router.push("/deploy?as=yaml"))}>
        {t("palette.applyYaml")}
      </Item>
    </Command.Group>
  );
}

/** What comes with the platform, to look at and apply. */
function ExampleItems({ go }: { go: Go }) {
  const t = useTranslations("overview.examples");
  const router = useRouter();
  const { data } = useQuery({ queryKey: ["examples"], queryFn: () => api.examples.list.query() });
  if (!data?.length) return null;
  return (
    <Command.Group heading={t("title")} className={groupLook}>
      {data.map(({ name }) => (
        <Item
          key={name}
          value={`${t("title")} example ${name}`}
          aside={t("see")}
          onSelect={go(() => router.push(`/deploy?example=${encodeURIComponent(name)}`))}
        >
          {name}
        </Item>
      ))}
    </Command.Group>
  );
}

function Settings({ go, onKeys }: { go: Go; onKeys: () => void }) {
  const t = useTranslations("shell");
  const router = useRouter();
  const { setTheme } = useTheme();
  const themes = [
    ["light", "light"],
    ["dark", "dark"],
    ["system", "systemTheme"],
  ] as const;
  return (
    <Command.Group heading={t("account.theme")} className={groupLook}>
      {themes.map(([theme, key]) => (
        <Item key={theme} value={`${t(`palette.${key}`)} theme ${theme}`} onSelect={go(() => setTheme(theme))}>
          {t(`palette.${key}`)}
        </Item>
      ))}
      {Object.entries(locales).map(([locale, label]) => (
        <Item
          key={locale}
          value={`${label} ${t("account.language")} language`}
          onSelect={go(() => {
            setLocale(locale as Locale);
            router.refresh();
          })}
        >
          {label}
        </Item>
      ))}
      <Item value={`${t("palette.keys")} keys`} onSelect={go(onKeys)}>
        {t("palette.keys")}
      </Item>
      <Item value={`${t("palette.signOut")} sign out`} onSelect={go(() => void signOut())}>
        {t("palette.signOut")}
      </Item>
    </Command.Group>
  );
}
