import { describe, expect, it } from "vitest";
import { auditFilter, withColumn } from "./auditFilter";

describe("the filter of the audit", () => {
  it("takes columns by their names, and looks for any other word everywhere", () => {
    expect(auditFilter("who:ada kind:Secret verb:get ns:shop name:login shop")).toEqual({
      words: ["shop"],
      subject: "ada",
      kind: "Secret",
      verb: "get",
      namespace: "shop",
      name: "login",
    });
  });

  it("takes a column that it does not know for a word, as names may hold anything", () => {
    expect(auditFilter("system:node:node-1")).toEqual({ words: ["system:node:node-1"] });
    expect(auditFilter("  ")).toEqual({ words: [] });
  });

  it("keeps the rest when one column is set or taken away", () => {
    expect(withColumn("ada kind:Pod", "kind", "Secret")).toBe("ada kind:Secret");
    expect(withColumn("ada kind:Pod", "kind", "")).toBe("ada");
  });
});
