import fs from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { toStatus } from "@/server/cluster/status";
import { systemSubject } from "@/server/cluster/subject";
import { isEqual } from "@/server/lib/equal";
import type { Schema } from "@/server/objects/kind";
import type { CustomResourceDefinition, Manifest } from "@/server/objects/types";
import { establish } from "@/server/testing/customKinds";
import { holedValue } from "@/server/testing/holes";
import { type Answer, realApiServer } from "@/server/testing/realApiServer";
import { testEngine } from "./testEngine";

const charts = path.resolve(import.meta.dirname, "../../testing/charts");
const kubeconfig = process.env.PILOTHOUSE_TEST_KUBECONFIG;
const namespace = "pilothouse-custom-objects";

/** What a request says and what comes of it, without what differs by time and place. */
interface Recorded {
  readonly spec: unknown;
  readonly code: number;
  readonly reason?: string;
  readonly causes?: readonly string[];
  readonly stored?: unknown;
}

const read = (name: string) =>
  parse(fs.readFileSync(path.join(charts, `${name}.yaml`), "utf8")) as CustomResourceDefinition;

function manifestOf({ spec: { group, names } }: CustomResourceDefinition, spec: unknown): Manifest {
  return { apiVersion: `${group}/v1`, kind: names.kind, metadata: { name: "made", namespace }, spec };
}

/** Kubernetes tells what it found in no order. */
function recorded(spec: unknown, { code, body }: Answer): Recorded {
  const {
    reason,
    details,
    spec: stored,
  } = body as {
    reason?: string;
    details?: { causes?: { reason?: string; field?: string; message?: string }[] };
    spec?: unknown;
  };
  if (code < 300) return { spec, code, stored };
  const causes = (details?.causes ?? []).map((cause) => `${cause.reason} ${cause.field} ${cause.message}`);
  // What cannot be decoded is told in Go's own words.
  return { spec, code, reason, ...(code === 422 && { causes: causes.sort() }) };
}

async function asked(definition: CustomResourceDefinition, specs: readonly unknown[]): Promise<Recorded[]> {
  const ask = realApiServer(kubeconfig ?? "");
  const { group, names } = definition.spec;
  await ask("POST", "/api/v1/namespaces", {
    body: { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
  });
  await ask("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", { body: definition });
  const at = `/apis/${group}/v1/namespaces/${namespace}/${names.plural}`;
  await expect.poll(async () => (await ask("GET", at)).code, { timeout: 30_000 }).toBe(200);
  const answers: Recorded[] = [];
  for (const spec of specs)
    answers.push(
      recorded(
        spec,
        await ask("POST", `${at}?dryRun=All&fieldValidation=Strict`, { body: manifestOf(definition, spec) }),
      ),
    );
  return answers;
}

async function ours(definition: CustomResourceDefinition, specs: readonly unknown[]): Promise<Recorded[]> {
  const cluster = testEngine().cluster.as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
  await establish(cluster, definition as unknown as Manifest);
  const { group, names } = definition.spec;
  const answers: Recorded[] = [];
  for (const spec of specs) {
    const body = await cluster
      .create(`${names.kind}.${group}`, manifestOf(definition, spec), { dryRun: true })
      .then((object) => ({ code: 201, body: object as unknown }))
      .catch((error: unknown) => ({ code: toStatus(error).code, body: toStatus(error) as unknown }));
    answers.push(recorded(spec, body));
  }
  return answers;
}

describe.each(["certificate", "serviceMonitor"])("objects of a chart's kind: %s", (name) => {
  it("are taken, refused and stored as a real API server does", { timeout: 120_000 }, async () => {
    const definition = read(name);
    const file = path.join(charts, `${name}.generated.json`);
    const version = definition.spec.versions.find((one) => one.storage);
    const schema = version?.schema?.openAPIV3Schema as Schema | undefined;
    const spec = schema?.properties?.spec ?? {};
    if (kubeconfig) {
      const specs = fc.sample(holedValue(spec), { seed: 42, numRuns: 100 });
      const answers = await asked(definition, specs);
      if (process.env.PILOTHOUSE_RECORD)
        fs.writeFileSync(file, `[\n${answers.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
      expect(differences(answers, await ours(definition, specs))).toEqual([]);
    }
    const answers = JSON.parse(fs.readFileSync(file, "utf8")) as Recorded[];
    expect(answers).toHaveLength(100);
    expect(answers.filter(({ code }) => code === 201).length).toBeGreaterThan(10);
    expect(
      differences(
        answers,
        await ours(
          definition,
          answers.map((one) => one.spec),
        ),
      ),
    ).toEqual([]);
  });
});

/** Only what is not the same, so that a failure can be read. */
function differences(theirs: readonly Recorded[], own: readonly Recorded[]) {
  return theirs.flatMap((answer, index) => {
    const mine = JSON.parse(JSON.stringify(own[index])) as Recorded;
    if (isEqual(mine, answer)) return [];
    const lacking = answer.causes?.filter((cause) => !mine.causes?.includes(cause));
    const besides = mine.causes?.filter((cause) => !answer.causes?.includes(cause));
    const stored = answer.code === 201 ? { theirs: answer.stored, ours: mine.stored } : undefined;
    return [{ spec: answer.spec, codes: [answer.code, mine.code], lacking, besides, stored }];
  });
}
