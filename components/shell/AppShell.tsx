"use client";
import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { toast } from "sonner";
import { KeysProvider, useHotkey } from "@/components/keys/KeysProvider";
import { LiveProvider } from "@/components/live/LiveProvider";
import { undoLast } from "@/components/live/useAct";
import { TooltipProvider } from "@/components/ui/Tooltip";
import { ConfirmProvider } from "@/components/ui/useConfirm";
import { PhoneBar } from "./PhoneBar";
import { Rail } from "./Rail";
import { ShellContext } from "./ShellContext";
import { TopBar } from "./TopBar";

const Palette = dynamic(() => import("@/components/palette/Palette").then(({ Palette }) => Palette), { ssr: false });
const KeyHints = dynamic(() => import("./KeyHints").then(({ KeyHints }) => KeyHints), { ssr: false });

/** The frame of the console, and what its pages need around them. */
export function AppShell({ children }: { children: ReactNode }) {
  return (
    <LiveProvider>
      <KeysProvider>
        <TooltipProvider>
          <ConfirmProvider>
            <Frame>{children}</Frame>
          </ConfirmProvider>
        </TooltipProvider>
      </KeysProvider>
    </LiveProvider>
  );
}

function Frame({ children }: { children: ReactNode }) {
  const t = useTranslations();
  const [open, setOpen] = useState<"palette" | "keys">();
  const close = () => setOpen(undefined);
  useHotkey({ keys: "mod+k", label: t("ui.keys.palette"), run: () => setOpen("palette"), whileTyping: true });
  useHotkey({ keys: "?", label: t("ui.keys.help"), run: () => setOpen("keys") });
  useHotkey({
    keys: ["z", "mod+z"],
    label: t("ui.keys.undo"),
    run: () => {
      if (!undoLast()) toast(t("ui.nothingToUndo"));
    },
  });
  return (
    <ShellContext value={{ openPalette: () => setOpen("palette"), openKeys: () => setOpen("keys") }}>
      <a
        href="#page"
        className="sr-only z-50 rounded-md bg-solid px-3 py-1 text-on-solid focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
      >
        {t("shell.skip")}
      </a>
      <div className="grid h-dvh grid-cols-[216px_minmax(0,1fr)] phone:grid-cols-[minmax(0,1fr)]">
        <Rail />
        <div className="grid min-h-0 grid-rows-[44px_minmax(0,1fr)_auto]">
          <TopBar />
          <main id="page" tabIndex={-1} className="min-h-0 overflow-auto outline-none">
            {children}
          </main>
          <PhoneBar />
        </div>
      </div>
      {open === "palette" ? <Palette onClose={close} onKeys={() => setOpen("keys")} /> : null}
      {open === "keys" ? <KeyHints onClose={close} /> : null}
    </ShellContext>
  );
}
