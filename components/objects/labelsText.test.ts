import { describe, expect, it } from "vitest";
import { parseLabels } from "./labelsText";

describe("labels as they are typed", () => {
  it("are parted by commas or blanks", () => {
    expect(parseLabels("app=web, app.kubernetes.io/tier=front")).toEqual({
      app: "web",
      "app.kubernetes.io/tier": "front",
    });
    expect(parseLabels("app=web tier=")).toEqual({ app: "web", tier: "" });
  });

  it.each(["", "  ", "app", "app==web", "=web", "app=a/b"])("are none in %j", (text) => {
    expect(parseLabels(text)).toBeUndefined();
  });
});
