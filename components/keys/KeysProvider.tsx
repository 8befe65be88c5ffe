"use client";
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { toast } from "sonner";
import { comboOf } from "./combo";
import { type Hotkey, HotkeyRegister } from "./register";

const RegisterContext = createContext<HotkeyRegister | null>(null);

/** Listens to the keyboard for everything below it. */
export function KeysProvider({ children }: { children: ReactNode }) {
  const [register] = useState(() => new HotkeyRegister());
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => press(event, register);
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [register]);
  return <RegisterContext value={register}>{children}</RegisterContext>;
}

export function useKeys(): HotkeyRegister {
  const register = useContext(RegisterContext);
  if (!register) throw new Error("useKeys needs a KeysProvider above it");
  return register;
}

/** Holds while the component is mounted; undefined registers nothing. */
export function useHotkey(hotkey: Hotkey | undefined): void {
  const register = useKeys();
  const latest = useRef<Hotkey>(hotkey ?? { keys: [], run: () => {} });
  useEffect(() => {
    latest.current = hotkey ?? { keys: [], run: () => {} };
  });
  const isThere = hotkey !== undefined;
  useEffect(() => (isThere ? register.add(latest) : undefined), [register, isThere]);
}

/** Whether this is a Mac, for how keys are written. True while the server renders. */
export function useIsMac(): boolean {
  return useSyncExternalStore(
    () => () => {},
    () => /mac|iphone|ipad/i.test(navigator.platform),
    () => true,
  );
}

function press(event: KeyboardEvent, register: HotkeyRegister): void {
  if (event.defaultPrevented || event.isComposing) return;
  const target = event.target instanceof HTMLElement ? event.target : undefined;
  const isInDialog =
    document.querySelector("[role='dialog'][data-state='open'],[role='menu'],[role='listbox']") !== null;
  const hotkey = register.find(comboOf(event), { isTyping: isTyping(target), isInDialog });
  if (!hotkey) return;
  // Enter and Space on a focused control are that control's own.
  if (/^(enter|space)$/.test(comboOf(event)) && target?.closest("button,a,summary,[role='tab']")) return;
  event.preventDefault();
  if (hotkey.disabledReason) toast(hotkey.disabledReason);
  else hotkey.run();
}

function isTyping(target: HTMLElement | undefined): boolean {
  if (!target) return false;
  if (target.isContentEditable || target.closest(".cm-editor,.xterm,[data-keys='own']")) return true;
  if (target instanceof HTMLInputElement) return !/^(checkbox|radio|button|submit|range)$/.test(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
