import type { PrismaClient } from "@/server/database/prisma";
import type { UsageArchive } from "./archive";

const dayMs = 86_400_000;

/** Minutes as `Sample` rows. `keepMs` is their greatest age, 14 days unless told. */
export function prismaArchive(prisma: PrismaClient, keepMs = 14 * dayMs): UsageArchive {
  return {
    async write(minutes) {
      const data = minutes.map(({ atMs, ...rest }) => ({ ...rest, at: new Date(atMs) }));
      await prisma.sample.createMany({ data, skipDuplicates: true });
    },
    async readSince(sinceMs) {
      const rows = await prisma.sample.findMany({ where: { at: { gte: new Date(sinceMs) } }, orderBy: { at: "asc" } });
      return rows.map(({ kind, at, ...rest }) => ({
        ...rest,
        kind: kind === "node" ? ("node" as const) : ("pod" as const),
        atMs: at.getTime(),
      }));
    },
    async thin(nowMs) {
      await prisma.sample.deleteMany({ where: { at: { lt: new Date(nowMs - keepMs) } } });
      await prisma.$executeRaw`
        delete from samples where at < ${new Date(nowMs - dayMs)} and extract(minute from at)::int % 10 <> 0`;
    },
  };
}
