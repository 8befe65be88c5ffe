import { describe, expect, it } from "vitest";
import { aNamespace, aServiceAccount } from "@/server/objects/builders";
import { metadataFor } from "@/server/objects/builders/builder";
import type { KubeObject, LimitRange, Manifest, Pod, PriorityClass, RuntimeClass } from "@/server/objects/types";
import { contextWith, registry, submit } from "../testing";

/** What a kube-apiserver 1.37.2 answered to the same pods under the same LimitRange. */
const range = {
  apiVersion: "v1",
  kind: "LimitRange",
  metadata: metadataFor("LimitRange", "l", "default"),
  spec: {
    limits: [
      {
        type: "Container",
        max: { cpu: "1", memory: "1Gi" },
        min: { cpu: "100m", memory: "10Mi" },
        default: { cpu: "500m", memory: "1Gi" },
        defaultRequest: { cpu: "200m", memory: "1Gi" },
        maxLimitRequestRatio: { cpu: "4" },
      },
      { type: "Pod", max: { cpu: "2" }, min: { cpu: "150m" }, maxLimitRequestRatio: { memory: "2" } },
    ],
  },
} as LimitRange;
const base: KubeObject[] = [aNamespace("default").build(), aServiceAccount("default").build()];

const pod = (...resources: (object | undefined)[]): Manifest => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "p", namespace: "default" },
  spec: {
    automountServiceAccountToken: false,
    containers: resources.map((one, index) => ({ name: "cde"[index], image: "x:1", resources: one ?? {} })),
  },
});
const admitted = async (manifest: Manifest, ...more: KubeObject[]) =>
  (await submit({ object: manifest }, contextWith([...base, ...more]))) as Pod;

describe("a LimitRange", () => {
  it("gives a container what it does not say, and tells so", async () => {
    const { metadata, spec } = await admitted(pod({ limits: { cpu: "800m" } }, { requests: { cpu: "300m" } }), range);
    expect(spec.containers.map(({ resources }) => resources)).toEqual([
      { limits: { cpu: "800m", memory: "1Gi" }, requests: { cpu: "800m", memory: "1Gi" } },
      { limits: { cpu: "500m", memory: "1Gi" }, requests: { cpu: "300m", memory: "1Gi" } },
    ]);
    expect(metadata.annotations).toEqual({
      "kubernetes.io/limit-ranger":
        "LimitRanger plugin set: memory request for container c; memory limit for container c; memory request for container d; cpu, memory limit for container d",
    });
  });

  it.each([
    [
      [{ limits: { cpu: "1" }, requests: { cpu: "100m" } }],
      "[cpu max limit to request ratio per Container is 4, but provided ratio is 10.000000, minimum cpu usage per Pod is 150m, but request is 100m]",
    ],
    [Array(3).fill({ limits: { cpu: "1" } }), "maximum cpu usage per Pod is 2, but limit is 3"],
    [
      [{ limits: { cpu: "100m", memory: "100Mi" }, requests: { memory: "20Mi" } }],
      "[minimum cpu usage per Pod is 150m, but request is 100m, memory max limit to request ratio per Pod is 2, but provided ratio is 5.000000]",
    ],
    [
      [{ limits: { cpu: "2", memory: "1Gi" }, requests: { cpu: "1", memory: "1Mi" } }],
      "[minimum memory usage per Container is 10Mi, but request is 1Mi, maximum cpu usage per Container is 1, but limit is 2, memory max limit to request ratio per Pod is 2, but provided ratio is 1024.000000]",
    ],
  ])("refuses what passes its bounds, in Kubernetes' words (%#)", async (resources, says) => {
    await expect(admitted(pod(...resources), range)).rejects.toThrow(`pods "p" is forbidden: ${says}`);
  });
});

describe("a RuntimeClass", () => {
  const runtime = {
    apiVersion: "node.k8s.io/v1",
    kind: "RuntimeClass",
    metadata: metadataFor("RuntimeClass", "heavy"),
    handler: "docker",
    overhead: { podFixed: { cpu: "100m" } },
    scheduling: { nodeSelector: { a: "b" }, tolerations: [{ key: "a", value: "x" }] },
  } as RuntimeClass;
  const of = (more: object): Manifest => {
    const { spec, ...rest } = pod({});
    return { ...rest, spec: { ...(spec as object), runtimeClassName: "heavy", ...more } };
  };

  it("adds what the pod costs and where it can run", async () => {
    const { spec } = await admitted(of({}), runtime);
    expect(spec).toMatchObject({ overhead: { cpu: "100m" }, nodeSelector: { a: "b" } });
    expect(spec.tolerations?.at(-1)).toEqual({ key: "a", value: "x" });
    expect((await admitted(of({ overhead: { cpu: "0.1" } }), runtime)).spec.overhead).toEqual({ cpu: "100m" });
  });

  it("refuses a pod that says otherwise", async () => {
    await expect(admitted(of({ overhead: { cpu: "1" } }), runtime)).rejects.toThrow(/doesn't match RuntimeClass's/);
    await expect(admitted(of({ nodeSelector: { a: "c" } }), runtime)).rejects.toThrow(
      'pods "p" is forbidden: conflict: runtimeClass.scheduling.nodeSelector[a] = b; pod.spec.nodeSelector[a] = c',
    );
  });
});

describe("a PriorityClass", () => {
  const priority = (name: string): PriorityClass => ({
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: metadataFor("PriorityClass", name),
    value: 1,
    globalDefault: true,
  });

  it("is the default alone", async () => {
    await expect(submit({ object: priority("b") }, contextWith([priority("a")]))).rejects.toThrow(
      'priorityclasses.scheduling.k8s.io "b" is forbidden: PriorityClass a is already marked as default. Only one default can exist',
    );
    expect(registry.byKind("PriorityClass")).toBeDefined();
  });
});
