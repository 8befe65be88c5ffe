import fc from "fast-check";
import { expect, it } from "vitest";
import { Heap } from "./heap";

it("pops in order, and equals in the order in which they came", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 5 })), (keys) => {
      const heap = new Heap<{ key: number; came: number }>((left, right) => left.key < right.key);
      keys.forEach((key, came) => {
        heap.push({ key, came });
      });
      const popped = Array.from(keys, () => heap.pop());
      const sorted = keys.map((key, came) => ({ key, came })).sort((a, b) => a.key - b.key || a.came - b.came);
      expect(popped).toEqual(sorted);
      expect(heap.pop()).toBeUndefined();
    }),
  );
});
