import { describe, expect, it } from "vitest";
import { comboAria, comboLabel, comboOf } from "./combo";

const press = (key: string, held: Partial<Record<"metaKey" | "ctrlKey" | "altKey" | "shiftKey", boolean>> = {}) => ({
  key,
  metaKey: false,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("a combination of keys", () => {
  it("is the same with Ctrl as with ⌘", () => {
    expect(comboOf(press("k", { metaKey: true }))).toBe("mod+k");
    expect(comboOf(press("k", { ctrlKey: true }))).toBe("mod+k");
  });

  it("knows a letter with shift from one without", () => {
    expect(comboOf(press("G", { shiftKey: true }))).toBe("shift+g");
    expect(comboOf(press("g"))).toBe("g");
  });

  it("takes a sign as it is, whatever keys make it", () => {
    expect(comboOf(press("?", { shiftKey: true }))).toBe("?");
    expect(comboOf(press("/", { shiftKey: true }))).toBe("/");
  });

  it("takes Delete for Backspace, since keyboards have one or the other", () => {
    expect(comboOf(press("Delete"))).toBe(comboOf(press("Backspace")));
  });

  it("is written as the machine writes it", () => {
    expect(comboLabel("mod+k", true)).toBe("⌘K");
    expect(comboLabel("mod+k", false)).toBe("Ctrl K");
    expect(comboLabel("shift+enter", true)).toBe("⇧⏎");
    expect(comboAria("mod+k")).toBe("Control+K");
  });
});
