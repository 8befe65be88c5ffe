import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

declare module "vitest" {
  export interface ProvidedContext {
    /** A database of the test server, with all migrations in it, that others are copied from. */
    templateUrl: string;
  }
}

export interface TestDatabase {
  readonly url: string;
  /** Removes it; connections that are still open are cut. */
  drop(): Promise<void>;
}

/** An empty database with all migrations, of this test's own, on the server that `globalSetup.ts` started. */
export async function freshDatabase(): Promise<TestDatabase> {
  const template = new URL(inject("templateUrl"));
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await administer(`create database ${name} template ${template.pathname.slice(1)}`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => administer(`drop database if exists ${name} with (force)`) };
}

/** Runs one statement outside of all test databases. */
export async function administer(sql: string): Promise<void> {
  const url = new URL(inject("templateUrl"));
  url.pathname = "/postgres";
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
