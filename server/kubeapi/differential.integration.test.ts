import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { isEqual } from "@/server/lib/equal";
import { systemRandom } from "@/server/lib/random";
import { comparable, type Difference } from "@/server/testing/differential/compare";
import { explain } from "@/server/testing/differential/known";
import { type Scenario, scenarios } from "@/server/testing/differential/scenario";
import { memoryCluster } from "@/server/testing/memoryCluster";
import { type Ask, realKube } from "@/server/testing/realKube";
import { type TestApi, testApi } from "./testApi";

const real = realKube();
if (!real) process.stdout.write("No real Kubernetes is named by PILOTHOUSE_TEST_KUBECONFIG: not compared with one.\n");
const wanted = Number(process.env.PILOTHOUSE_DIFFERENTIAL_REQUESTS ?? "5000");
/** The same requests each time, unless another seed is named. */
const seed = Number(process.env.PILOTHOUSE_DIFFERENTIAL_SEED ?? "37");
const namespace = `differential-${systemRandom.suffix(6)}`;

describe.skipIf(!real)("beside a real Kubernetes", () => {
  let api: TestApi;
  let ours: Ask;
  const theirs = real as Ask;

  beforeAll(async () => {
    const cluster = memoryCluster();
    api = await testApi(cluster);
    ours = async ({ method, url, body, type }) => {
      const { code, json } = await api.ask(method, url, { body, ...(type && { headers: { "content-type": type } }) });
      return { code, json };
    };
    const body = { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } };
    await cluster.as(systemSubject("test")).create("Namespace", body);
    expect((await theirs({ method: "POST", url: "/api/v1/namespaces", body })).code).toBe(201);
    // Pods are refused until the namespace has its service account.
    const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
    await vi.waitFor(async () => expect((await theirs({ method: "GET", url: account })).code).toBe(200), 30_000);
  });

  afterAll(async () => {
    await theirs({ method: "DELETE", url: `/api/v1/namespaces/${namespace}` });
    await api.close();
  });

  it(`the same ${wanted} requests have the same outcome`, { timeout: 600_000 }, async () => {
    const unexplained: Difference[] = [];
    let asked = 0;
    for (const scenario of sampled()) {
      if (asked >= wanted) break;
      asked += scenario.requests.length;
      unexplained.push(...(await play(scenario)));
    }
    expect(asked).toBeGreaterThanOrEqual(wanted);
    expect(unexplained.slice(0, 5), `${unexplained.length} of ${asked} differ`).toEqual([]);
  });

  /** Up to the first difference: what comes after it would differ for its sake. */
  async function play({ kind, requests }: Scenario): Promise<Difference[]> {
    for (const asking of requests) {
      const [mine, other] = (await Promise.all([ours(asking), theirs(asking)])).map(comparable);
      if (!mine || !other || isEqual(mine, other)) continue;
      const difference = { kind, asking, ours: mine, theirs: other };
      return explain(difference) ? [] : [difference];
    }
    return [];
  }
});

function* sampled(): Generator<Scenario> {
  for (let round = 0; ; round++) yield* fc.sample(scenarios(namespace), { numRuns: 200, seed: seed + round });
}
