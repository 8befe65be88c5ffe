/** What of a keyboard event a combination is made of. */
export interface KeyPress {
  readonly key: string;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const renamed: Record<string, string> = {
  " ": "space",
  Escape: "escape",
  Enter: "enter",
  Backspace: "backspace",
  Delete: "backspace",
  ArrowUp: "up",
  ArrowDown: "down",
  ArrowLeft: "left",
  ArrowRight: "right",
};

/**
 * The combination of a key press, as hotkeys are written: `mod+k`, `shift+enter`, `j`, `?`. `mod` is ⌘ on a Mac and
 * Ctrl elsewhere. Shift counts for letters and named keys only: `?` is `?` on every keyboard, whatever it takes.
 */
export function comboOf(press: KeyPress): string {
  const key = renamed[press.key] ?? press.key.toLowerCase();
  const isCharacter = press.key.length === 1 && press.key !== " " && !/[a-z]/i.test(press.key);
  const parts = [
    press.metaKey || press.ctrlKey ? "mod" : "",
    press.altKey ? "alt" : "",
    press.shiftKey && !isCharacter ? "shift" : "",
    key,
  ];
  return parts.filter(Boolean).join("+");
}

const shown: Record<string, string> = {
  shift: "⇧",
  alt: "⌥",
  enter: "⏎",
  backspace: "⌫",
  escape: "Esc",
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  space: "␣",
};

/** How a combination is written beside its act: `⌘K`, `⇧⏎`, `R`. */
export function comboLabel(combo: string, isMac: boolean): string {
  return combo
    .split("+")
    .map((part) => (part === "mod" ? (isMac ? "⌘" : "Ctrl ") : (shown[part] ?? part.toUpperCase())))
    .join("");
}

/** How ARIA writes it (`aria-keyshortcuts`). */
export function comboAria(combo: string): string {
  return combo
    .split("+")
    .map((part) => (part === "mod" ? "Control" : part.charAt(0).toUpperCase() + part.slice(1)))
    .join("+");
}
