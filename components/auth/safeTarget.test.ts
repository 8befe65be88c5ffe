import { describe, expect, it } from "vitest";
import { safeTarget } from "./safeTarget";

describe("where sign-in leads", () => {
  it("is the page that was asked for", () => {
    expect(safeTarget("/pods/shop/web-1?tab=logs")).toBe("/pods/shop/web-1?tab=logs");
  });

  it.each(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", null, "/sign-in"])(
    "is never %s",
    (to) => {
      expect(safeTarget(to)).toBe("/");
    },
  );
});
