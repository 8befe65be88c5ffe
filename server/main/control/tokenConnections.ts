import type { ApiTokens, TokenHolder } from "@/server/access/apiTokens";
import type { Clock } from "@/server/lib/clock";

/** What of a socket counts here. */
interface Connection {
  once(event: "close", call: () => void): unknown;
  destroy(): unknown;
}

interface Held {
  holder: TokenHolder;
  cancel(): void;
}

/** Longer than any timer of Node's may be set for, it would ring at once. */
const longestMs = 24 * 60 * 60_000;

/**
 * Remembers which connection asks by whose token, and cuts it when the token is worth something else from now on, or its
 * time is over: a watch or a terminal that began before must not outlive the right to it.
 */
export function cutWhenRevoked(
  tokens: Pick<ApiTokens, "onRevoked">,
  clock: Clock,
): (socket: Connection, holder: TokenHolder) => void {
  const all = new Map<Connection, Held>();
  tokens.onRevoked((isRevoked) => {
    for (const [socket, { holder }] of all) if (isRevoked(holder)) socket.destroy();
  });

  /** Looks again when the token ends: by then the connection may ask by another one. */
  function watchTime(socket: Connection, held: Held): void {
    const leftMs = held.holder.expiresAtMs - clock.now();
    if (leftMs <= 0) socket.destroy();
    else held.cancel = clock.after(Math.min(leftMs, longestMs), () => watchTime(socket, held));
  }

  return (socket, holder) => {
    const known = all.get(socket);
    if (known) {
      const isOther = known.holder.tokenId !== holder.tokenId;
      known.holder = holder;
      if (!isOther) return;
      known.cancel();
      return watchTime(socket, known);
    }
    const held: Held = { holder, cancel: () => {} };
    all.set(socket, held);
    socket.once("close", () => {
      held.cancel();
      all.delete(socket);
    });
    watchTime(socket, held);
  };
}
