import { afterEach, describe } from "vitest";
import type { MakeStore } from "./contract/fixtures";
import { describePreconditions } from "./contract/preconditions";
import { describeReads } from "./contract/reads";
import { describeResume, describeWatch } from "./contract/watching";
import { describeWrites } from "./contract/writes";
import type { Store } from "./store";

/** What every store promises. `make` gives an empty one. */
export function describeStore(name: string, make: MakeStore): void {
  describe(name, () => {
    const open: Store[] = [];
    const fresh = async (options: { ringCapacity?: number } = {}) => {
      const store = await make(options);
      open.push(store);
      return store;
    };
    afterEach(async () => {
      for (const store of open.splice(0)) await store.close();
    });
    describeWrites(fresh);
    describeReads(fresh);
    describePreconditions(fresh);
    describeWatch(fresh);
    describeResume(fresh);
  });
}
