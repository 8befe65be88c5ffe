import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import type { TokenHolder } from "@/server/access/apiTokens";
import { FakeClock } from "@/server/testing/fakeClock";
import { cutWhenRevoked } from "./tokenConnections";

const dayMs = 24 * 60 * 60_000;

function aConnection() {
  const events = new EventEmitter();
  const socket = {
    isCut: false,
    once: (name: "close", call: () => void) => events.once(name, call),
    destroy: () => {
      socket.isCut = true;
      events.emit("close");
    },
  };
  return socket;
}

describe("a connection by a person's token", () => {
  const clock = new FakeClock();
  const holder = (days: number): TokenHolder => ({
    tokenId: `t${days}`,
    expiresAtMs: clock.now() + days * dayMs,
    user: { id: "u", email: "ann@example.com", role: "viewer" },
  });
  let revoke: (isRevoked: (one: TokenHolder) => boolean) => void = () => {};
  const onRevoked = (call: typeof revoke) => {
    revoke = call;
    return () => {};
  };
  const hold = cutWhenRevoked({ onRevoked }, clock);

  it("is cut when the token's time is over, and not before, however long that is", async () => {
    const [short, long] = [aConnection(), aConnection()];
    hold(short, holder(1));
    hold(long, holder(90));
    await clock.advance(dayMs - 1);
    expect([short.isCut, long.isCut]).toEqual([false, false]);
    await clock.advance(1);
    expect([short.isCut, long.isCut]).toEqual([true, false]);
    for (let day = 1; day < 90; day++) await clock.advance(dayMs);
    expect(long.isCut).toBe(true);
  });

  it("is cut at once when the token is ended", () => {
    const socket = aConnection();
    hold(socket, holder(1));
    revoke(({ tokenId }) => tokenId === "t1");
    expect(socket.isCut).toBe(true);
  });
});
