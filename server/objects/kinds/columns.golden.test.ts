import { describe, expect, it } from "vitest";
import tables from "../fixtures/scalingTables.generated.json";
import { KindRegistry } from "../registry";
import type { KubeObject } from "../types";

const registry = new KindRegistry();

describe("a table's row", () => {
  it.each(tables.map((one) => [one.name, one] as const))(
    "of %s has the columns and cells of Kubernetes",
    (_name, { object, columns, cells }) => {
      const stored = object as unknown as KubeObject;
      const kind = registry.forManifest(stored);
      const nowMs = Date.parse(stored.metadata.creationTimestamp);
      expect(kind?.columns.map(({ name, priority = 0 }) => ({ name, priority }))).toEqual(
        columns.map(({ name, priority }) => ({ name, priority })),
      );
      expect(kind?.columns.map((column) => column.value(stored, nowMs))).toEqual(cells);
    },
  );
});
