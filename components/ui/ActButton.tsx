"use client";
import { comboAria } from "@/components/keys/combo";
import { useHotkey } from "@/components/keys/KeysProvider";
import { Button, type ButtonLook } from "./Button";
import { Kbd } from "./Kbd";
import { Tooltip } from "./Tooltip";

interface ActButtonProps extends ButtonLook {
  readonly label: string;
  /** Said after the label to those who can't see which row it stands in. */
  readonly of?: string;
  readonly onAct: () => void;
  /** The key that does it from anywhere on the page. */
  readonly hotkey?: string;
  /** Why it can't be done now: the act stays visible and says so. */
  readonly disabledReason?: string;
  readonly isBusy?: boolean;
  readonly className?: string;
}

/** An act of the page with its key beside it. */
export function ActButton({ label, of, onAct, hotkey, disabledReason, isBusy, className, ...look }: ActButtonProps) {
  useHotkey(hotkey ? { keys: hotkey, label, run: onAct, ...(disabledReason ? { disabledReason } : {}) } : undefined);
  const button = (
    <Button
      {...look}
      className={className}
      aria-disabled={disabledReason !== undefined || isBusy || undefined}
      aria-keyshortcuts={hotkey ? comboAria(hotkey) : undefined}
      aria-busy={isBusy || undefined}
      onClick={() => {
        if (disabledReason === undefined && !isBusy) onAct();
      }}
    >
      {label}
      {of ? <span className="sr-only">{of}</span> : null}
      {hotkey ? <Kbd combo={hotkey} /> : null}
    </Button>
  );
  return disabledReason ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}
