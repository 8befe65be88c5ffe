export interface Hotkey {
  /** As `comboOf` writes it; several mean the same act. */
  readonly keys: string | readonly string[];
  /** What it does, for the list of keys. Left out: works, but is not listed. */
  readonly label?: string;
  readonly run: () => void;
  /** Why it can't be done now: pressing the key says so. */
  readonly disabledReason?: string;
  /** Works while a dialog is open, and only then. */
  readonly inDialog?: boolean;
  /** Works while a person types in a field, too. */
  readonly whileTyping?: boolean;
}

/** Every hotkey that holds now. The one registered last wins. */
export class HotkeyRegister {
  readonly #hotkeys: { readonly current: Hotkey }[] = [];

  /** Takes a reference, so that what the key does may change without a new registration. Returns how to end it. */
  add(hotkey: { readonly current: Hotkey }): () => void {
    this.#hotkeys.push(hotkey);
    return () => {
      const index = this.#hotkeys.indexOf(hotkey);
      if (index >= 0) this.#hotkeys.splice(index, 1);
    };
  }

  find(combo: string, where: { readonly isTyping: boolean; readonly isInDialog: boolean }): Hotkey | undefined {
    return this.#hotkeys
      .map(({ current }) => current)
      .findLast(
        (hotkey) =>
          keysOf(hotkey).includes(combo) &&
          (!where.isTyping || hotkey.whileTyping === true) &&
          (hotkey.inDialog === true) === where.isInDialog,
      );
  }

  /** What there is to show, each combination once. */
  listed(): Hotkey[] {
    const seen = new Set<string>();
    return this.#hotkeys
      .map(({ current }) => current)
      .toReversed()
      .filter((hotkey) => {
        const first = keysOf(hotkey)[0] ?? "";
        if (!hotkey.label || seen.has(first)) return false;
        seen.add(first);
        return true;
      })
      .toReversed();
  }
}

export function keysOf(hotkey: Hotkey): readonly string[] {
  return typeof hotkey.keys === "string" ? [hotkey.keys] : hotkey.keys;
}
