import autocannon from "autocannon";
import { findHaproxy } from "@/server/gateway/drivers/haproxy/haproxyProcess";
import { until } from "@/server/testing/platform";
import { type Role, startRole } from "./parts/proxy";
import { type Figure, report } from "./parts/report";

const connections = 64;
const seconds = 3;

interface Carried {
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** Load of 64 kept connections through one of them; every answer must be a 200. */
async function through(role: Role, appPort: number): Promise<Carried> {
  const { child, port } = await startRole(role, appPort);
  try {
    const url = `http://127.0.0.1:${port}`;
    await until(`${role} answers`, 10_000, () =>
      fetch(url)
        .then(({ ok }) => ok)
        .catch(() => false),
    );
    await autocannon({ url, connections, duration: 1 });
    const { requests, latency, non2xx, errors } = await autocannon({ url, connections, duration: seconds });
    if (non2xx + errors > 0) throw new Error(`${role}: ${non2xx} bad answers, ${errors} errors`);
    return { perSecond: requests.average, p99Ms: latency.p99 };
  } finally {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
}

async function compare(ours: Role, peer: Role, appPort: number): Promise<Record<string, Figure>> {
  // In turns, and the best of each: what else the machine does must not decide.
  const [own, other]: [Carried[], Carried[]] = [[], []];
  for (let turn = 0; turn < 3; turn++) {
    own.push(await through(ours, appPort));
    other.push(await through(peer, appPort));
  }
  const rate = (all: Carried[]) => Math.max(...all.map(({ perSecond }) => perSecond));
  const p99 = (all: Carried[]) => Math.min(...all.map(({ p99Ms }) => p99Ms));
  const beside = peer === "plain" ? "a plain proxy of node:http" : "HAProxy alone";
  return {
    [`${ours}Rate`]: { ours: rate(own), peer: rate(other), unit: "requests/s", beside },
    [`${ours}P99`]: { ours: p99(own), peer: p99(other), unit: "ms", isLessBetter: true, beside },
  };
}

const app = await startRole("app");
try {
  const embedded = await compare("embedded", "plain", app.port);
  const haproxy = findHaproxy() ? await compare("haproxy", "haproxyAlone", app.port) : {};
  report({ ...embedded, ...haproxy });
} finally {
  app.child.kill("SIGKILL");
}
