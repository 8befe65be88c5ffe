import { describe, expect, it } from "vitest";
import { missingMigrations } from "./migrate";

const migration = (name: string, checksum = "sum") => ({ name, sql: "", checksum });
const row = (name: string, checksum = "sum", finished: Date | null = new Date(0)) => ({
  migration_name: name,
  checksum,
  finished_at: finished,
});

describe("missingMigrations", () => {
  it("finds those that were not applied, in order", () => {
    const all = [migration("1"), migration("2"), migration("3")];
    expect(missingMigrations(all, [row("1")]).map(({ name }) => name)).toEqual(["2", "3"]);
  });

  it.each([
    ["of a newer version", row("2"), /newer Pilothouse/],
    ["edited since", row("1", "other"), /edited/],
    ["half applied by another tool", row("1", "sum", null), /not finished/],
  ])("refuses a database with a migration %s", (_what, applied, says) => {
    expect(() => missingMigrations([migration("1")], [applied])).toThrow(says);
  });
});
