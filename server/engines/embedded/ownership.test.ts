import { describe, expect, it } from "vitest";
import type { Cluster, Patch } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { ClusterError } from "@/server/lib/errors";
import recorded from "@/server/objects/fixtures/ownership.generated.json";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { testEngine } from "./testEngine";

interface Step {
  readonly verb: "create" | "update" | Patch["type"];
  readonly manager: string;
  readonly body: unknown;
  readonly subresource?: "status" | "scale";
  readonly force?: boolean;
  readonly answer: {
    readonly code: number;
    readonly message?: string;
    readonly causes?: readonly { readonly field?: string }[];
    readonly owners?: readonly object[];
  };
}

const cases = recorded as unknown as readonly { name: string; kind: string; steps: readonly Step[] }[];
const namespace = "NAMESPACE".toLowerCase();
const name = "NAME".toLowerCase();

async function take(cluster: Cluster, kind: string, step: Step): Promise<KubeObject> {
  const { verb, manager: fieldManager, subresource, force } = step;
  const body = JSON.parse(JSON.stringify(step.body).replaceAll("NAMESPACE", namespace).replaceAll("NAME", name));
  const placed = { ...body, metadata: { ...body.metadata, namespace } } as Manifest;
  if (verb === "create") return cluster.create(kind, placed, { fieldManager });
  if (verb === "update") return cluster.update(kind, placed as unknown as KubeObject, { fieldManager, subresource });
  const patch = { type: verb, body, ...(force && { force }) } as Patch;
  return cluster.patch(kind, { namespace, name }, patch, { fieldManager, subresource });
}

/** What is said and owned, with the names of the recording, in an order of its own. */
async function answerTo(cluster: Cluster, kind: string, step: Step): Promise<object> {
  try {
    const { metadata } = await take(cluster, kind, step);
    const owners = (metadata.managedFields ?? []).map(({ time: _time, ...entry }) => entry);
    const text = JSON.stringify(owners).replaceAll(`"${name}"`, '"NAME"');
    return { owners: sorted(JSON.parse(text)) };
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { code: error.status, message: error.says.replace(`/${name};`, "/NAME;"), causes: sorted(error.fields) };
  }
}

/**
 * Go writes the time of a pod's condition always, null when there is none, and so writes down who left it out: here
 * nobody is.
 */
function comparable(owners: readonly object[]): object[] {
  return JSON.parse(JSON.stringify(owners).replaceAll('"f:lastProbeTime":{},', ""));
}

function sorted(list: readonly object[]): object[] {
  return list.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

describe("the owners of fields are those of Kubernetes 1.37", () => {
  it.each(cases.map((one) => [one.name, one] as const))("(%s)", async (_name, { kind, steps }) => {
    const cluster = testEngine().cluster.as(systemSubject("test"));
    await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    for (const step of steps) {
      const { code, message, causes = [], owners } = step.answer;
      const expected = owners ? { owners: sorted(comparable(owners)) } : { code, message, causes: sorted(causes) };
      const said = `${step.verb} by ${step.manager} ${JSON.stringify(step.body)}`;
      expect(await answerTo(cluster, kind, step), said).toEqual(expected);
    }
  });
});
