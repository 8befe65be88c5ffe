import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import { systemClock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { Manifest } from "@/server/objects/types";
import { MemoryStore } from "@/server/store/memoryStore";
import { malformed, validManifests } from "@/server/testing/malformed";
import { memoryCluster } from "@/server/testing/memoryCluster";

const store = new MemoryStore({ clock: systemClock });
let cluster: Cluster;

beforeAll(async () => {
  cluster = memoryCluster({ store }).as(systemSubject("test"));
  await cluster.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
});

describe("a manifest", () => {
  it.each(validManifests().map((manifest) => [manifest.kind, manifest.metadata.name, manifest] as const))(
    "that is valid (%s %s) is taken",
    async (_kind, _name, manifest) => {
      expect((await cluster.apply(manifest, { dryRun: true })).outcome).toBe("created");
    },
  );

  it("with any fault gets an error at its field, and stores nothing (1,000 faults)", async () => {
    const before = store.status().revision;
    await fc.assert(
      fc.asyncProperty(malformed(), async ({ manifest, fault }) => {
        const error = await cluster.apply(manifest as Manifest).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        expect(error, fault).toBeInstanceOf(ClusterError);
        const { reason, fields } = error as ClusterError;
        expect(["Invalid", "BadRequest"], `${fault}: ${String(error)}`).toContain(reason);
        expect(fields.length, `${fault}: ${String(error)}`).toBeGreaterThan(0);
        for (const { field, message } of fields)
          expect(`${field}${message}`.length, fault).toBeGreaterThan(field.length);
      }),
      { numRuns: 1000 },
    );
    expect(store.status().revision).toBe(before);
  }, 60_000);
});
