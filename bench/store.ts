import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { Agent } from "undici";
import { migrate } from "@/server/database/migrate";
import { startPostgres } from "@/server/database/postgres";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { aPod } from "@/server/objects/builders";
import { openPostgresStore } from "@/server/store/postgresStore";
import { freePort, until } from "@/server/testing/platform";
import { type Figure, report } from "./parts/report";

const clientCounts = [1, 100, 1000];
const perRunMs = 3000;
const body = JSON.stringify(aPod("pod").build());
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ph-bench-"));
fs.chmodSync(folder, 0o711);

/** How often `write` succeeded in a second, by so many clients, each with one write under way. */
async function rate(clients: number, write: (client: number, turn: number) => Promise<unknown>): Promise<number> {
  let done = 0;
  const startMs = systemClock.monotonicMs();
  const isOver = () => systemClock.monotonicMs() - startMs > perRunMs;
  const client = async (index: number) => {
    for (let turn = 0; !isOver(); turn++, done++) await write(index, turn);
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index)));
  return (done / (systemClock.monotonicMs() - startMs)) * 1000;
}

/** Answers with how one value is written, over etcd's own HTTP gateway. */
async function startEtcd(program: string): Promise<{ child: ChildProcess; write: (key: string) => Promise<unknown> }> {
  const [port, peerPort] = [await freePort(), await freePort()];
  const [url, peerUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${peerPort}`];
  const peers = ["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl];
  const own = ["--listen-client-urls", url, "--advertise-client-urls", url, "--initial-cluster", `default=${peerUrl}`];
  const args = ["--data-dir", path.join(folder, "etcd"), "--log-level", "error", ...own, ...peers];
  const child = spawn(program, args, { stdio: "ignore" });
  await until("etcd is healthy", 20_000, () =>
    fetch(`${url}/health`)
      .then(({ ok }) => ok)
      .catch(() => false),
  );
  const agent = new Agent({ connections: 256 });
  const value = Buffer.from(body).toString("base64");
  const write = async (key: string) => {
    const sent = JSON.stringify({ key: Buffer.from(key).toString("base64"), value });
    const answer = await agent.request({ origin: url, path: "/v3/kv/put", method: "POST", body: sent });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`etcd answered ${answer.statusCode}`);
  };
  return { child, write };
}

const postgres = await startPostgres({ dataDir: folder, log: silentLog, settings: { max_connections: "80" } });
const etcd = process.env.ETCD_PATH ? await startEtcd(process.env.ETCD_PATH) : undefined;
try {
  await migrate(postgres.url);
  const tools = { clock: systemClock, random: systemRandom, log: silentLog };
  const store = await openPostgresStore({ url: postgres.url, ...tools });
  const pool = new pg.Pool({ connectionString: postgres.url, max: 50 });
  await pool.query("create table peer (key text primary key, value jsonb not null)");
  const commit = (client: number, turn: number) => {
    const object = aPod(`pod-${client}`).withUid(`uid-${client}-${turn}`).build();
    const key = { resource: "pods", namespace: "bench", name: `pod-${client}-${turn % 20}` };
    return store.commit([{ type: "put", key, object }]);
  };
  const insert = (client: number, turn: number) =>
    pool.query("insert into peer (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value", [
      `pod-${client}-${turn % 20}`,
      body,
    ]);
  const figures: Record<string, Figure> = {};
  for (const clients of clientCounts) {
    const ours = await rate(clients, commit);
    figures[`commits${clients}`] = {
      ours,
      peer: await rate(clients, insert),
      unit: "commits/s",
      beside: "one INSERT a row",
    };
    if (etcd)
      figures[`etcd${clients}`] = {
        ours,
        peer: await rate(clients, (client, turn) => etcd.write(`/pod-${client}-${turn % 20}`)),
        unit: "commits/s",
        beside: "etcd (over its HTTP gateway)",
      };
  }
  await pool.end();
  await store.close();
  report(figures);
} finally {
  etcd?.child.kill("SIGKILL");
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
