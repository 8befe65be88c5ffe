import { expect, it } from "vitest";
import { isReason } from "@/server/lib/errors";
import { conditionOf } from "@/server/objects/meta";
import type { Bench } from "./bench";

export function pods(bench: Bench): void {
  const create = (name: string, labels: Record<string, string> = {}) =>
    bench.cluster.create("Pod", bench.pod(name, labels));
  const get = (name: string) => bench.cluster.get("Pod", bench.at(name));

  it("binds a pod to a node, once", async () => {
    const name = bench.name("pod");
    const { metadata } = await create(name);
    await bench.cluster.bind({ ...bench.at(name), uid: metadata.uid }, "node-1");
    const bound = await get(name);
    expect(bound.spec.nodeName).toBe("node-1");
    expect(conditionOf(bound.status?.conditions, "PodScheduled")?.status).toBe("True");
    await expect(bench.cluster.bind(bench.at(name), "node-2")).rejects.toMatchObject({ reason: "Conflict" });
    await bench.cluster.delete("Pod", bench.at(name), { graceSeconds: 0 });
  });

  it("does not bind another pod of the same name", async () => {
    const name = bench.name("pod");
    await create(name);
    const other = bench.cluster.bind({ ...bench.at(name), uid: "11111111-1111-4111-8111-111111111111" }, "node-1");
    await expect(other).rejects.toMatchObject({ reason: "Conflict" });
    expect((await get(name)).spec.nodeName).toBeUndefined();
  });

  it("finds the pods of a node by field selector", async () => {
    const [one, other] = [bench.name("pod"), bench.name("pod")];
    await create(one);
    await create(other);
    await bench.cluster.bind(bench.at(one), "node-7");
    const selected = { namespace: bench.namespace, fieldSelector: "spec.nodeName=node-7" };
    const { items } = await bench.cluster.list("Pod", selected);
    expect(items.map((pod) => pod.metadata.name)).toEqual([one]);
    await bench.cluster.delete("Pod", bench.at(one), { graceSeconds: 0 });
  });

  it("deletes a pod without a node at once", async () => {
    const name = bench.name("pod");
    await create(name);
    await bench.cluster.delete("Pod", bench.at(name));
    await expect(get(name)).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("gives a bound pod its grace, lets it be shortened, and removes it when its agent says so", async () => {
    const name = bench.name("pod");
    await create(name);
    await bench.cluster.bind(bench.at(name), "node-1");
    const marked = await bench.cluster.delete("Pod", bench.at(name));
    expect(marked.metadata.deletionGracePeriodSeconds).toBe(30);
    const longer = await bench.cluster.delete("Pod", bench.at(name), { graceSeconds: 60 });
    expect(longer.metadata.deletionTimestamp).toBe(marked.metadata.deletionTimestamp);
    const shorter = await bench.cluster.delete("Pod", bench.at(name), { graceSeconds: 5 });
    expect(shorter.metadata.deletionGracePeriodSeconds).toBe(5);
    const saved =
      Date.parse(marked.metadata.deletionTimestamp ?? "") - Date.parse(shorter.metadata.deletionTimestamp ?? "");
    expect(saved).toBe(25_000);
    await bench.cluster.delete("Pod", bench.at(name), { graceSeconds: 0, uid: marked.metadata.uid });
    await expect(get(name)).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("evicts a pod that no budget protects", async () => {
    const name = bench.name("pod");
    await create(name);
    await bench.cluster.evict(bench.at(name));
    await expect(get(name)).rejects.toMatchObject({ reason: "NotFound" });
    await expect(bench.cluster.evict(bench.at(name))).rejects.toMatchObject({ reason: "NotFound" });
  });

  it("writes a pod's status by its own door, for the pod that is meant only", async () => {
    const name = bench.name("pod");
    const { metadata } = await create(name);
    const write = (uid: string) =>
      bench.cluster.patch(
        "Pod",
        bench.at(name),
        {
          type: "merge",
          body: { metadata: { uid }, spec: { hostname: "x" }, status: { phase: "Running", podIP: "10.0.0.9" } },
        },
        { subresource: "status" },
      );
    const written = await write(metadata.uid);
    expect(written.status?.podIP).toBe("10.0.0.9");
    expect(written.spec.hostname).toBeUndefined();
    // Ours says Conflict; Kubernetes finds the changed uid Invalid before it compares.
    const stale = write("11111111-1111-4111-8111-111111111111");
    await expect(stale).rejects.toSatisfy((error) => isReason(error, "Conflict", "Invalid"));
  });
}

/** For engines that keep what objects were. */
export function remembering(bench: Bench): void {
  it("knows what an object was, newest first, also after its deletion", async () => {
    const name = bench.name();
    await bench.createConfig(name, { a: "1" });
    await bench.setConfig(name, { a: "2" });
    await bench.cluster.delete("ConfigMap", bench.at(name));
    const revisions = await bench.cluster.history("ConfigMap", bench.at(name));
    expect(revisions.map((revision) => revision.type)).toEqual(["DELETED", "MODIFIED", "ADDED"]);
    expect(revisions.map((revision) => revision.object.data)).toEqual([{ a: "2" }, { a: "2" }, { a: "1" }]);
    expect(await bench.cluster.history("ConfigMap", bench.at(name), { limit: 1 })).toHaveLength(1);
  });
}
