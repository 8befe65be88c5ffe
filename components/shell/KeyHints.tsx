"use client";
import { useTranslations } from "next-intl";
import { useKeys } from "@/components/keys/KeysProvider";
import { keysOf } from "@/components/keys/register";
import { Dialog } from "@/components/ui/Dialog";
import { Kbd } from "@/components/ui/Kbd";

/** Every key that does something on this page, now. */
export function KeyHints({ onClose }: { onClose: () => void }) {
  const t = useTranslations("ui");
  const hotkeys = useKeys().listed();
  return (
    <Dialog isOpen onClose={onClose} title={t("keys.title")}>
      <ul className="grid gap-x-8 pb-4">
        {hotkeys.map((hotkey) => (
          <li key={`${keysOf(hotkey)[0]}`} className="flex h-8 items-center gap-4 border-b border-line last:border-0">
            <span className={hotkey.disabledReason ? "text-faint" : ""}>{hotkey.label}</span>
            <span className="ml-auto flex gap-1">
              {keysOf(hotkey).map((combo) => (
                <Kbd key={combo} combo={combo} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
