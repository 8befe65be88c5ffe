import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./generated/client";

export type { PrismaClient } from "./generated/client";

/** Connections of Prisma's own: the store has another, so that a slow query here delays no write there. */
const mostConnections = 5;

/** Prisma on the rows that it owns. Connects at the first query; end it by `$disconnect`. */
export function openPrisma(url: string): PrismaClient {
  const adapter = new PrismaPg({ connectionString: url, max: mostConnections, idleTimeoutMillis: 30_000 });
  return new PrismaClient({ adapter });
}
