import type { Audit, AuditEntry } from "@/server/cluster/audit";
import { Prisma, type PrismaClient } from "@/server/database/generated/client";
import { isRefusedData } from "@/server/database/prismaErrors";
import { backoffMs } from "@/server/lib/backoff";
import type { Clock } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import type { KubeObject } from "@/server/objects/types";

export interface AuditRow {
  readonly key: string;
  readonly at: string;
  readonly subject: string;
  readonly via?: string;
  readonly verb: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly outcome: string;
  readonly says?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface AuditQuery {
  readonly subject?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly verb?: string;
  /** Each must be part of who, or of the object's kind, namespace or name. */
  readonly words?: readonly string[];
  /** Older than this row. */
  readonly before?: string;
  readonly limit: number;
}

/** An act of a person, whether on an object or on one of the platform's own rows. */
export type Act = Omit<AuditEntry, "verb" | "before" | "after"> & {
  readonly verb: string;
  readonly before?: KubeObject | Record<string, unknown>;
  readonly after?: KubeObject | Record<string, unknown>;
};

export interface AuditLog extends Audit {
  write(entry: Act): void;
  /** Newest first. */
  list(query: AuditQuery): Promise<{ readonly rows: readonly AuditRow[]; readonly next?: string }>;
  /** Resolves when everything written so far is stored, or cannot be. */
  close(): Promise<void>;
}

export interface AuditOptions {
  readonly prisma: Pick<PrismaClient, "auditEntry">;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

const gatherMs = 50;
const batchSize = 200;
const mostWaiting = 20_000;
/** Of what is indexed, in UTF-16 units: an index row of Postgres holds 2,704 bytes, and names on a URL are anybody's. */
const longestIndexed = 300;

type Row = Prisma.AuditEntryCreateManyInput;

/**
 * Writes behind the acts: `write` only queues, a batch is stored every 50 ms at most, and a database that is away is
 * tried again. When more wait than memory should hold, the oldest go into the log as text instead, and so does one that
 * the database refuses for what is in it: none is lost silently, and none holds up the others.
 */
export function createAudit({ prisma, clock, random, log }: AuditOptions): AuditLog {
  let waiting: Row[] = [];
  let storing: Promise<void> | undefined;
  let isPlanned = false;
  let failures = 0;

  function plan(ms: number): void {
    if (isPlanned) return;
    isPlanned = true;
    clock.after(ms, () => {
      isPlanned = false;
      void begin();
    });
  }

  function begin(): Promise<void> {
    storing ??= store().finally(() => {
      storing = undefined;
      if (waiting.length > 0) plan(failures > 0 ? backoffMs(failures, { firstMs: 100, maxMs: 5_000 }) : 0);
    });
    return storing;
  }

  /** Stores what waits now, unless the database refuses it: whoever acted finds the act in the list. */
  async function settle(): Promise<void> {
    const last = waiting.at(-1);
    while (last && failures === 0 && waiting.includes(last)) await begin();
  }

  async function store(): Promise<void> {
    const batch = waiting.slice(0, batchSize);
    try {
      await insert(batch);
      const stored = new Set(batch);
      waiting = waiting.filter((row) => !stored.has(row));
      failures = 0;
    } catch (error) {
      failures++;
      log.warn({ error: messageOf(error), waiting: waiting.length }, "audit entries could not be stored yet");
    }
  }

  /** Rejects while the database is away. One that it refuses for what is in it is looked for, half by half. */
  async function insert(rows: Row[]): Promise<void> {
    try {
      // An id is made before the first try: a batch whose answer was lost is not stored twice.
      await prisma.auditEntry.createMany({ data: rows, skipDuplicates: true });
    } catch (error) {
      if (!isRefusedData(error)) throw error;
      const middle = Math.floor(rows.length / 2);
      if (middle === 0) return log.error({ entry: rows[0], error }, "the database refused this entry: it is here only");
      await insert(rows.slice(0, middle));
      await insert(rows.slice(middle));
    }
  }

  return {
    write(entry) {
      waiting.push(toRow(entry, random.uuid()));
      if (waiting.length > mostWaiting)
        log.error({ entry: waiting.shift() }, "too many audit entries wait: this one is kept here only");
      plan(gatherMs);
    },
    async list(query) {
      await settle();
      const found = await prisma.auditEntry.findMany({
        where: whereOf(query),
        orderBy: [{ at: "desc" }, { id: "desc" }],
        take: query.limit + 1,
        ...(query.before === undefined ? {} : { cursor: { id: query.before }, skip: 1 }),
      });
      const rows = found.slice(0, query.limit).map(toAuditRow);
      return { rows, next: found.length > query.limit ? rows.at(-1)?.key : undefined };
    },
    async close() {
      await storing;
      for (let left = waiting.length; left > 0; left = waiting.length) {
        await store();
        if (waiting.length === left) break;
      }
      for (const entry of waiting.splice(0)) log.error({ entry }, "this audit entry could not be stored");
    },
  };
}

function whereOf({ subject, kind, namespace, name, verb, words = [] }: AuditQuery): Prisma.AuditEntryWhereInput {
  return {
    ...(subject && { subject: { contains: subject, mode: "insensitive" } }),
    ...(kind && { kind }),
    ...(namespace && { namespace }),
    ...(name && { name: { contains: name, mode: "insensitive" } }),
    ...(verb && { verb }),
    AND: words.map((word) => {
      const holds = { contains: word, mode: "insensitive" } as const;
      return { OR: [{ subject: holds }, { kind: holds }, { namespace: holds }, { name: holds }] };
    }),
  };
}

function toRow({ at, subject, via, verb, kind, namespace, name, outcome, says, before, after }: Act, id: string): Row {
  return {
    id,
    at: new Date(at),
    subject: indexed(subject),
    via: via && text(via),
    verb,
    kind: indexed(kind),
    namespace: namespace && indexed(namespace),
    name: indexed(name),
    outcome,
    says: says && text(says),
    before: json(before),
    after: json(after),
  };
}

/** Postgres' text holds every character but NUL. */
function text(value: string): string {
  return value.replaceAll("\0", "\uFFFD");
}

function indexed(value: string): string {
  return text(value.length > longestIndexed ? `${value.slice(0, longestIndexed)}…` : value);
}

function json(value: object | undefined): Prisma.InputJsonValue | typeof Prisma.DbNull {
  return value === undefined ? Prisma.DbNull : (JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue);
}

type Stored = Awaited<ReturnType<PrismaClient["auditEntry"]["findMany"]>>[number];

function toAuditRow(row: Stored): AuditRow {
  return {
    key: row.id,
    at: row.at.toISOString(),
    subject: row.subject,
    via: row.via ?? undefined,
    verb: row.verb,
    kind: row.kind,
    namespace: row.namespace ?? undefined,
    name: row.name ?? "",
    outcome: row.outcome,
    says: row.says ?? undefined,
    before: row.before ?? undefined,
    after: row.after ?? undefined,
  };
}
