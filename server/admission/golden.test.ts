import { describe, expect, it } from "vitest";
import { ClusterError } from "@/server/lib/errors";
import { aNamespace, aServiceAccount } from "@/server/objects/builders";
import { checkManifest } from "@/server/objects/check";
import defaultCases from "@/server/objects/fixtures/defaults.generated.json";
import errorCases from "@/server/objects/fixtures/errors.generated.json";
import scalingDefaults from "@/server/objects/fixtures/scalingDefaults.generated.json";
import scalingErrors from "@/server/objects/fixtures/scalingErrors.generated.json";
import scalingUpdates from "@/server/objects/fixtures/scalingUpdates.generated.json";
import tenancyCases from "@/server/objects/fixtures/tenancy.generated.json";
import updateCases from "@/server/objects/fixtures/updates.generated.json";
import workloadDefaults from "@/server/objects/fixtures/workloads.defaults.generated.json";
import workloadErrors from "@/server/objects/fixtures/workloads.errors.generated.json";
import workloadUpdates from "@/server/objects/fixtures/workloads.updates.generated.json";
import type { KubeObject, Manifest } from "@/server/objects/types";
import { contextWith, registry, submit } from "./testing";

/**
 * What a kube-apiserver 1.37.2 answered to the same manifests; what differs on purpose is named here.
 */
const cluster = [aNamespace("default").build(), aServiceAccount("default").build()];

interface Case {
  readonly name: string;
  readonly manifest: unknown;
}

/** A field that Kubernetes sets and this engine has no use for, taken out of both. */
function comparable(object: unknown, uid: string): unknown {
  const {
    metadata,
    status: _status,
    ...rest
  } = JSON.parse(
    JSON.stringify(object)
      .replaceAll(uid, "UID")
      .replaceAll(/"kube-api-access-[a-z0-9]{5}"/g, '"kube-api-access-"'),
  );
  // Go leaves a false out where JSON can say it.
  if (rest.spec?.hostNetwork === false) delete rest.spec.hostNetwork;
  delete rest.spec?.clusterIP;
  delete rest.spec?.clusterIPs;
  for (const port of rest.spec?.ports ?? []) if (port.nodePort) port.nodePort = "given";
  const { uid: _uid, creationTimestamp: _at, resourceVersion: _revision, ...kept } = metadata;
  // Kubernetes keeps the template's generation for clients of apps/v1beta1; there are none here.
  delete kept.annotations?.["deprecated.daemonset.template.generation"];
  if (kept.annotations && Object.keys(kept.annotations).length === 0) delete kept.annotations;
  return { ...rest, metadata: kept };
}

function uidIn(stored: unknown): string {
  return /"batch.kubernetes.io\/controller-uid":"([^"]+)"/.exec(JSON.stringify(stored))?.[1] ?? "no-uid";
}

describe("defaults", () => {
  const context = () => contextWith(cluster);

  const cases = [...defaultCases, ...workloadDefaults, ...scalingDefaults, ...tenancyCases.defaults];
  it.each(cases.map(({ name, manifest, stored }) => [name, manifest, stored] as const))(
    "of %s are those of Kubernetes",
    async (_name, manifest, stored) => {
      // A node is tainted until it is ready by Kubernetes' own admission: here the node lifecycle does it.
      const expected = comparable(stored, uidIn(stored)) as { kind: string; spec?: { taints?: { key: string }[] } };
      if (expected.kind === "Node") {
        const taints = expected.spec?.taints?.filter(({ key }) => key !== "node.kubernetes.io/not-ready") ?? [];
        expected.spec = taints.length > 0 ? { taints } : {};
      }
      const object = await submit({ object: manifest as unknown as Manifest }, context());
      expect(comparable(object, object.metadata.uid)).toEqual(expected);
    },
  );

  it.each(cases.map(({ name, manifest }) => [name, manifest] as const))(
    "of %s change nothing the second time",
    async (_name, manifest) => {
      const once = await submit({ object: manifest as unknown as Manifest }, context());
      expect(registry.forManifest(once)?.defaults(once)).toEqual(once);
    },
  );
});

type Cause = { readonly field?: string; readonly reason?: string; readonly message?: string };

/** Which cases say something else than Kubernetes, and why. */
const differs: Readonly<Record<string, string>> = {
  preempt: "refused by Kubernetes' priority plugin before validation",
};

async function causesOf(run: () => unknown): Promise<{ code: number; causes: Cause[]; says: string }> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    return { code: error.status, causes: [...error.fields], says: error.says };
  }
  return { code: 200, causes: [], says: "" };
}

/** Everything but what names a random identity. */
function sorted(causes: readonly Cause[]): string[] {
  return causes.map(({ field, reason, message }) => `${field} ${reason} ${steady(message ?? "")}`).sort();
}

/** Kubernetes prints some values by Go's field names, with every null; what is said of them is compared. */
function steady(message: string): string {
  if (/^Invalid value: (null|"[A-Za-z0-9]*"): field is immutable$/.test(message)) return "field is immutable";
  return message.replace(
    /^(Invalid value|Unsupported value|Duplicate value): [{[].*?[}\]]: (?=[a-z`O/])/,
    "$1: OBJECT: ",
  );
}

describe("a bad manifest", () => {
  const cases = (
    [...errorCases, ...workloadErrors, ...scalingErrors, ...tenancyCases.errors] as unknown as readonly (Case & {
      code: number;
      causes?: Cause[];
      message?: string;
    })[]
  ).filter(({ name }) => !Object.hasOwn(differs, name));
  it.each(cases.map((one) => [one.name, one] as const))("(%s) is refused as by Kubernetes", async (_name, one) => {
    const context = contextWith(cluster, { serviceRange: "10.203.0.0/16" });
    const found = await causesOf(() => submit({ object: one.manifest as Manifest }, context));
    expect(found.code).toBe(one.code);
    if (one.code === 422 && one.name !== "generateName") expect(sorted(found.causes)).toEqual(sorted(one.causes ?? []));
    else if (one.code === 403) expect(found.says).toBe(one.message);
    else expect(found.causes.length).toBeGreaterThan(0);
  });

  it.each(cases.filter(({ code }) => code !== 403).map((one) => [one.name, one.manifest] as const))(
    "(%s) is refused with the field before it is sent",
    async (name, manifest) => {
      const found = await causesOf(() => checkManifest(registry, manifest));
      const needsCluster = ["svcIpRange", "jobSelector"].includes(name);
      expect(found.causes.length > 0).toBe(!needsCluster);
    },
  );
});

describe("an update", () => {
  it.each(
    [...updateCases, ...workloadUpdates, ...scalingUpdates, ...tenancyCases.updates].map(
      (one) => [one.name, one] as const,
    ),
  )("(%s) is judged as by Kubernetes", async (_name, one) => {
    const { old, manifest, causes } = one as unknown as { old: KubeObject; manifest: Manifest; causes: Cause[] };
    const withIdentity = (object: KubeObject): KubeObject => ({
      ...object,
      metadata: {
        ...object.metadata,
        uid: uidIn(old),
        creationTimestamp: "2026-01-01T00:00:00Z",
        resourceVersion: "1",
      },
    });
    const context = contextWith(cluster, { serviceRange: "10.203.0.0/16" });
    const found = await causesOf(() => submit({ object: manifest, old: withIdentity(old) }, context));
    expect(sorted(found.causes)).toEqual(sorted(causes.map(withoutDiff)));
  });
});

/** Kubernetes adds a diff in Go's words to a refused change of a pod. */
function withoutDiff(cause: Cause): Cause {
  return { ...cause, message: cause.message?.replace(/\n[\s\S]*$/, "") };
}
