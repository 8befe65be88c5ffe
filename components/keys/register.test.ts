import { describe, expect, it } from "vitest";
import { type Hotkey, HotkeyRegister } from "./register";

const hotkey = (keys: string, more: Partial<Hotkey> = {}) => ({ current: { keys, run: () => {}, ...more } });
const onPage = { isTyping: false, isInDialog: false };

describe("the register of hotkeys", () => {
  it("gives the one registered last, and the earlier one again when that is gone", () => {
    const register = new HotkeyRegister();
    register.add(hotkey("r", { label: "first" }));
    const end = register.add(hotkey("r", { label: "second" }));
    expect(register.find("r", onPage)?.label).toBe("second");
    end();
    expect(register.find("r", onPage)?.label).toBe("first");
  });

  it("lets a person type", () => {
    const register = new HotkeyRegister();
    register.add(hotkey("r"));
    register.add(hotkey("mod+k", { whileTyping: true }));
    const typing = { isTyping: true, isInDialog: false };
    expect(register.find("r", typing)).toBeUndefined();
    expect(register.find("mod+k", typing)).toBeDefined();
  });

  it("leaves the page alone while a dialog is open", () => {
    const register = new HotkeyRegister();
    register.add(hotkey("r"));
    register.add(hotkey("enter", { inDialog: true }));
    const dialog = { isTyping: false, isInDialog: true };
    expect(register.find("r", dialog)).toBeUndefined();
    expect(register.find("enter", dialog)).toBeDefined();
    expect(register.find("enter", onPage)).toBeUndefined();
  });

  it("lists each key once, and only what has a name", () => {
    const register = new HotkeyRegister();
    register.add(hotkey("r", { label: "Restart" }));
    register.add(hotkey("r", { label: "Restart all" }));
    register.add(hotkey("x"));
    expect(register.listed().map(({ label }) => label)).toEqual(["Restart all"]);
  });
});
