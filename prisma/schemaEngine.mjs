#!/usr/bin/env node
/**
 * Prisma's schema engine without its download: the JSON-RPC over standard input that the Prisma CLI speaks, answered by
 * the WebAssembly build of the same engine over node-postgres. For development; the platform itself never runs it.
 */
import fs from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import pg from "pg";

const argv = process.argv.slice(2);
const option = (name) => (argv.includes(name) ? argv[argv.indexOf(name) + 1] : undefined);
const options = (name) => argv.flatMap((each, index) => (each === name ? [argv[index + 1]] : []));
const { url } = JSON.parse(option("--datasource") ?? "{}");
const schema = url ? (new URL(url).searchParams.get("schema") ?? undefined) : undefined;

function connection(database) {
  const at = new URL(url);
  return {
    host: at.hostname,
    port: Number(at.port || 5432),
    user: decodeURIComponent(at.username),
    password: decodeURIComponent(at.password),
    database: database ?? decodeURIComponent(at.pathname.slice(1)),
  };
}

const quoted = (name) => `"${name.replaceAll('"', '""')}"`;

async function runOnce(database, query) {
  const client = new pg.Client(connection(database));
  await client.connect();
  try {
    return await client.query(query);
  } finally {
    await client.end();
  }
}

const charType = 18; // PostgreSQL's "char", used in its catalogs.
const textType = 25;

/** The adapter splits scripts at every `;` and knows no "char" columns: both are mended here. */
function mended(adapter) {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool);
  const queryRaw = adapter.queryRaw.bind(adapter);
  let charColumns = [];
  adapter.executeScript = async (script) => void (await query(script));
  pool.query = async (...args) => {
    const result = await query(...args);
    charColumns = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === charType ? [index] : []));
    for (const index of charColumns) result.fields[index].dataTypeID = textType;
    return result;
  };
  adapter.queryRaw = async (request) => {
    charColumns = [];
    const result = await queryRaw(request);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  return adapter;
}

class Factory extends PrismaPg {
  async connect() {
    return mended(await super.connect());
  }

  async connectToShadowDb() {
    const name = `prisma_shadow_${process.pid}_${Date.now()}`;
    await runOnce(undefined, `CREATE DATABASE ${quoted(name)}`);
    const adapter = mended(await new PrismaPg(connection(name), { schema }).connect());
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      await dispose();
      await runOnce(undefined, `DROP DATABASE IF EXISTS ${quoted(name)} WITH (FORCE)`);
    };
    return adapter;
  }
}

async function createDatabase() {
  const { database } = connection();
  const known = { text: "select 1 from pg_database where datname = $1", values: [database] };
  if ((await runOnce("postgres", known)).rowCount === 0)
    await runOnce("postgres", `CREATE DATABASE ${quoted(database)}`);
  return { databaseName: database };
}

const commands = {
  "can-connect-to-database": () => runOnce(undefined, "select 1"),
  "create-database": createDatabase,
  "drop-database": () => runOnce("postgres", `DROP DATABASE IF EXISTS ${quoted(connection().database)} WITH (FORCE)`),
};

const errorCodes = { "3D000": "P1003", "28P01": "P1000" };

async function runCommand(name) {
  try {
    await commands[name]?.();
    process.exit(0);
  } catch (error) {
    const fields = { message: error.message, error_code: errorCodes[error.code] ?? "P1001", is_panic: false };
    process.stderr.write(`\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}\n`);
    process.exit(1);
  }
}

async function loadEngine() {
  const folder = createRequire(import.meta.url)
    .resolve("@prisma/schema-engine-wasm")
    .replace(/[^/\\]*$/, "");
  const bindings = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const wasm = fs.readFileSync(`${folder}schema_engine_bg.wasm`);
  const { instance } = await WebAssembly.instantiate(wasm, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return bindings.SchemaEngine;
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);

/** One engine per call. */
async function answer({ method, params }, { SchemaEngine, factory, datamodels }) {
  if (method === "createDatabase") return createDatabase();
  const engine = await SchemaEngine.new({ datamodels }, () => {}, factory);
  // These two hand no shadow database on: this fills the cache that they read from.
  if (method === "evaluateDataLoss" || method === "createMigration") {
    await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
  }
  const result = (await engine[method === "getDatabaseVersion" ? "version" : method](params)) ?? {};
  if (method !== "diff" || result.stdout == null) return result;
  send({ id: "print-1", method: "print", params: { content: result.stdout } });
  return { ...result, stdout: null };
}

function failure(error, factory) {
  const number = /(\d+)/.exec(error?.message ?? "")?.[1];
  const driverError = number && factory.errorRegistry?.consumeError?.(Number(number))?.error;
  const message = driverError?.message ?? error?.message ?? String(error);
  const data = { is_panic: false, message, meta: null, error_code: error?.code ?? error?.error_code };
  return { code: 4466, message: "An error happened. Check the data field for details.", data };
}

async function serve() {
  const files = options("--datamodels").map((file) => [file, fs.readFileSync(file, "utf8")]);
  const tools = {
    SchemaEngine: await loadEngine(),
    factory: bindMigrationAwareSqlAdapterFactory(url ? new Factory(connection(), { schema }) : new Factory({}, {})),
    datamodels: files.length > 0 ? files : undefined,
  };
  let queue = Promise.resolve();
  const handle = async (request) => {
    try {
      send({ id: request.id, result: await answer(request, tools) });
    } catch (error) {
      send({ id: request.id, error: failure(error, tools.factory) });
    }
  };
  createInterface({ input: process.stdin })
    .on("line", (line) => {
      const request = JSON.parse(line);
      if (request.method) queue = queue.then(() => handle(request));
    })
    .on("close", () => queue.finally(() => process.exit(0)));
}

const command = option("cli");
await (command ? runCommand(command) : serve());
