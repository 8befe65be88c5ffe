import { describe, expect, it } from "vitest";
import { isOwnOrigin } from "./origins";

const settings = { trusted: ["https://console.example.com"] };

function asks(headers: Record<string, string>): boolean {
  return isOwnOrigin((name) => headers[name], settings);
}

describe("isOwnOrigin", () => {
  it("takes a page of the address that was asked", () => {
    expect(asks({ host: "127.0.0.1:3000", origin: "http://127.0.0.1:3000" })).toBe(true);
  });

  it("takes an origin that is named in the settings", () => {
    expect(asks({ host: "internal:3000", origin: "https://console.example.com" })).toBe(true);
  });

  it.each([
    "http://127.0.0.1:8080",
    "http://evil.example",
    "http://127.0.0.1:3000.evil.example",
    "null",
    "file://",
    "",
  ])("refuses a page of %j", (origin) => {
    expect(asks({ host: "127.0.0.1:3000", origin, "x-pilothouse": "console" })).toBe(false);
  });

  it("takes a program that says no origin only with the console's header", () => {
    expect(asks({ host: "127.0.0.1:3000", "x-pilothouse": "console" })).toBe(true);
    expect(asks({ host: "127.0.0.1:3000" })).toBe(false);
  });

  it("refuses what the browser itself calls cross-site", () => {
    expect(asks({ host: "127.0.0.1:3000", "x-pilothouse": "console", "sec-fetch-site": "cross-site" })).toBe(false);
  });
});
