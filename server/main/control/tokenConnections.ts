import type { Socket } from "node:net";
import type { ApiTokens, TokenHolder } from "@/server/access/apiTokens";

/**
 * Remembers which connection asks by whose token, and cuts it when the token is worth something else from now on:
 * a watch or a terminal that began before must not outlive the right to it.
 */
export function cutWhenRevoked(tokens: Pick<ApiTokens, "onRevoked">): (socket: Socket, holder: TokenHolder) => void {
  const held = new Map<Socket, TokenHolder>();
  tokens.onRevoked((isRevoked) => {
    for (const [socket, holder] of held) if (isRevoked(holder)) socket.destroy();
  });
  return (socket, holder) => {
    if (!held.has(socket)) socket.once("close", () => held.delete(socket));
    held.set(socket, holder);
  };
}
