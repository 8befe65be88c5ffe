import { expect, it } from "vitest";
import type { ConfigMap } from "@/server/objects/types";
import type { Bench } from "./bench";

/** For engines that keep account of who set which field (`serverSideApply`). */
export function owning(bench: Bench): void {
  const apply = (name: string, data: object, { by, force }: { by: string; force?: boolean }) =>
    bench.cluster.patch(
      "ConfigMap",
      bench.at(name),
      { type: "apply", body: { ...bench.config(name), data }, ...(force && { force }) },
      { fieldManager: by },
    );
  const owners = ({ metadata }: Pick<ConfigMap, "metadata">) =>
    (metadata.managedFields ?? []).map(({ manager, operation, subresource, fieldsV1 }) => {
      const keys = Object.keys(fieldsV1["f:data"] ?? {}).filter((key) => key !== ".");
      return [manager, operation, ...(subresource ? [subresource] : []), ...keys].join(" ");
    });

  it("creates by an apply, and changes nothing the second time", async () => {
    const name = bench.name();
    const first = await apply(name, { a: "1" }, { by: "x" });
    const second = await apply(name, { a: "1" }, { by: "x" });
    expect(owners(first)).toEqual(["x Apply f:a"]);
    expect(second.metadata.resourceVersion).toBe(first.metadata.resourceVersion);
  });

  it("removes what a manager applied, leaves out now and nobody else owns", async () => {
    const name = bench.name();
    await apply(name, { a: "1", b: "1", c: "1" }, { by: "x" });
    await apply(name, { b: "1" }, { by: "y" });
    expect((await apply(name, { c: "1" }, { by: "x" })).data).toEqual({ b: "1", c: "1" });
  });

  it("refuses what would change another's field, and says whose it is", async () => {
    const name = bench.name();
    await bench.cluster.create("ConfigMap", bench.config(name, { a: "1" }), { fieldManager: "x" });
    await expect(apply(name, { a: "2" }, { by: "y" })).rejects.toMatchObject({
      reason: "Conflict",
      says: 'Apply failed with 1 conflict: conflict with "x" using v1: .data.a',
      fields: [{ field: ".data.a" }],
    });
    const taken = await apply(name, { a: "2" }, { by: "y", force: true });
    expect(owners(taken)).toEqual(["y Apply f:a", "x Update"]);
  });

  it("gives a field to whoever sets it by any other write, with its time", async () => {
    const name = bench.name();
    await apply(name, { a: "1", b: "1" }, { by: "x" });
    const patch = { type: "merge", body: { data: { a: "2" } } } as const;
    const patched = await bench.cluster.patch("ConfigMap", bench.at(name), patch, { fieldManager: "y" });
    expect(owners(patched)).toEqual(["x Apply f:b", "y Update f:a"]);
    for (const { time } of patched.metadata.managedFields ?? [])
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  });

  it("keeps apart who sets the status or the scale", async () => {
    const name = bench.name();
    await bench.cluster.create("Deployment", bench.deployment(name, { paused: true }), { fieldManager: "x" });
    const scale = { type: "merge", body: { spec: { replicas: 1 } } } as const;
    await bench.cluster.patch("Deployment", bench.at(name), scale, { subresource: "scale", fieldManager: "y" });
    const pod = bench.name("pod");
    await bench.cluster.create("Pod", bench.pod(pod), { fieldManager: "x" });
    const status = { type: "merge", body: { status: { phase: "Running" } } } as const;
    await bench.cluster.patch("Pod", bench.at(pod), status, { subresource: "status", fieldManager: "y" });
    const doors = async (kind: string, at: string) =>
      ((await bench.cluster.get(kind, bench.at(at))).metadata.managedFields ?? [])
        .filter(({ manager }) => manager === "x" || manager === "y")
        .map(({ manager, subresource = "" }) => manager + subresource);
    expect((await doors("Deployment", name)).sort()).toEqual(["x", "yscale"]);
    expect((await doors("Pod", pod)).sort()).toEqual(["x", "ystatus"]);
    await bench.cluster.delete("Pod", bench.at(pod), { graceSeconds: 0 });
  });

  it("forgets all owners when told so, and makes no revision of a write that changes nothing", async () => {
    const name = bench.name();
    const first = await apply(name, { a: "1" }, { by: "x" });
    const merge = (body: object, fieldManager: string) =>
      bench.cluster.patch("ConfigMap", bench.at(name), { type: "merge", body }, { fieldManager });
    const same = await merge({ data: { a: "1" } }, "y");
    expect(same.metadata).toEqual(first.metadata);
    expect(owners(await merge({ metadata: { managedFields: [{}] } }, "y"))).toEqual([]);
  });
}
