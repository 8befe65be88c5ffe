import { describe, expect, it } from "vitest";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { FakeClock } from "@/server/testing/fakeClock";
import { type Act, createAudit } from "./audit";

const act = (name: string): Act => ({
  at: 0,
  subject: "ada@example.com",
  verb: "delete",
  kind: "Pod",
  namespace: "shop",
  name,
  outcome: "succeeded",
});

/** As Prisma tells what Postgres refused for its contents. */
const refused = Object.assign(new Error("refused"), {
  code: "P2039",
  meta: { driverAdapterError: { cause: { originalCode: "22021" } } },
});

/** A table that fails as often as it is told to, and refuses rows of the name `bad`. */
function setUp({ failures = 0 } = {}) {
  const batches: { id: string; name: string }[][] = [];
  let left = failures;
  const auditEntry = {
    async createMany({ data }: { data: { id: string; name: string }[] }) {
      if (left-- > 0) throw new Error("no database");
      if (data.some(({ name }) => name === "bad")) throw refused;
      batches.push(data);
    },
  };
  const clock = new FakeClock();
  const prisma = { auditEntry } as unknown as Parameters<typeof createAudit>[0]["prisma"];
  return { batches, clock, audit: createAudit({ prisma, clock, random: systemRandom, log: silentLog }) };
}

describe("the audit", () => {
  it("stores acts that come together as one batch, after the act", async () => {
    const { audit, batches, clock } = setUp();
    audit.write(act("a"));
    audit.write(act("b"));
    expect(batches).toEqual([]);
    await clock.advance(50);
    expect(batches.map((batch) => batch.map(({ name }) => name))).toEqual([["a", "b"]]);
  });

  it("tries again when the database is away, with the same ids", async () => {
    const { audit, batches, clock } = setUp({ failures: 2 });
    audit.write(act("a"));
    await clock.advance(10_000);
    expect(batches.flat().map(({ name }) => name)).toEqual(["a"]);
  });

  it("lets no entry that the database refuses hold up the others", async () => {
    const { audit, batches, clock } = setUp();
    for (const name of ["a", "b", "bad", "c", "bad", "d"]) audit.write(act(name));
    await clock.advance(50);
    const stored = () => batches.flat().map(({ name }) => name);
    expect(stored()).toEqual(["a", "b", "c", "d"]);
    audit.write(act("e"));
    await clock.advance(50);
    expect(stored()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("stores what waits when it is closed", async () => {
    const { audit, batches } = setUp();
    audit.write(act("a"));
    await audit.close();
    expect(batches.flat()).toHaveLength(1);
  });

  it("gives up at closing what no database takes, instead of hanging", async () => {
    const { audit, batches } = setUp({ failures: Number.POSITIVE_INFINITY });
    audit.write(act("a"));
    await audit.close();
    expect(batches).toEqual([]);
  });
});
