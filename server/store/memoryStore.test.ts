import { describe, expect, it } from "vitest";
import { FakeClock } from "@/server/testing/fakeClock";
import { keyOf } from "./contract/fixtures";
import { MemoryStore } from "./memoryStore";
import { describeStore } from "./storeContract";

describeStore("MemoryStore", async (options) => new MemoryStore({ clock: new FakeClock(), ...options }));

describe("a read of a revision that never comes", () => {
  it("ends with Timeout in Kubernetes' words", async () => {
    const clock = new FakeClock();
    const store = new MemoryStore({ clock });
    const reading = store.get(keyOf("a"), { atLeast: 7 });
    const refused = expect(reading).rejects.toMatchObject({
      reason: "Timeout",
      message: "Timeout: Too large resource version: 7, current: 0",
    });
    await clock.advance(3_000);
    await refused;
  });
});
