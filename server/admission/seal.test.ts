import { describe, expect, it } from "vitest";
import { aSecret } from "@/server/objects/builders";
import type { Secret } from "@/server/objects/types";
import { createSealer, newKeyText, parseKey } from "./seal";

const key = parseKey(newKeyText());
const sealer = createSealer([key]);
const secret = aSecret("login", { password: "correct horse", empty: "" }).build();

function moved(sealed: Secret, uid: string): Secret {
  return { ...sealed, metadata: { ...sealed.metadata, uid } };
}

describe("a sealer", () => {
  it("hides every value, keeps the names, and opens what it sealed", () => {
    const sealed = sealer.seal(secret);
    const text = JSON.stringify(sealed);
    for (const value of ["correct horse", Buffer.from("correct horse").toString("base64")])
      expect(text).not.toContain(value);
    expect(Object.keys(sealed.data ?? {})).toEqual(["password", "empty"]);
    expect(sealer.unseal(sealed)).toEqual(secret);
  });

  it("seals the same value differently each time, and leaves what is sealed", () => {
    const [one, two] = [sealer.seal(secret), sealer.seal(secret)];
    expect(one.data?.password).not.toBe(two.data?.password);
    expect(sealer.seal(one)).toEqual(one);
  });

  it("refuses a value that was changed, or moved to another Secret or another name", () => {
    const sealed = sealer.seal(secret);
    const { password = "", empty = "" } = sealed.data ?? {};
    const changed = password.slice(0, -6) + (password.at(-6) === "A" ? "B" : "A") + password.slice(-5);
    expect(() => sealer.unseal({ ...sealed, data: { password: changed } })).toThrow("cannot be opened");
    expect(() => sealer.unseal({ ...sealed, data: { password: empty } })).toThrow("cannot be opened");
    expect(() => sealer.unseal(moved(sealed, "another"))).toThrow("cannot be opened");
  });

  it("opens with an older key after rotation, and names the key that is missing", () => {
    const sealed = sealer.seal(secret);
    const next = parseKey(newKeyText());
    expect(createSealer([next, key]).unseal(sealed)).toEqual(secret);
    expect(() => createSealer([next]).unseal(sealed)).toThrow(`the key ${sealer.fingerprint}, which is not here`);
  });
});

describe("parseKey", () => {
  it("takes 32 bytes in hex or base64, or a long passphrase, always to the same key", () => {
    const bytes = Buffer.alloc(32, 7);
    expect(parseKey(bytes.toString("hex"))).toEqual(bytes);
    expect(parseKey(` ${bytes.toString("base64")}\n`)).toEqual(bytes);
    expect(parseKey("a passphrase of some length")).toEqual(parseKey("a passphrase of some length"));
    expect(parseKey("a passphrase of some length")).toHaveLength(32);
  });

  it("refuses a short passphrase", () => {
    expect(() => parseKey("short")).toThrow("at least 16 characters");
  });
});
