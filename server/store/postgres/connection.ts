import pg from "pg";

/** The writer's own connection. `onLost` is called once, when it breaks; not when we end it. */
export async function connectWriter(
  url: string,
  onLost: (client: pg.Client, error: Error) => void,
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: "pilothouse-store",
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  let isConnected = false;
  client.on("error", (error) => isConnected && onLost(client, error));
  client.on("end", () => isConnected && onLost(client, new Error("the connection was closed")));
  try {
    await client.connect();
    // Whatever the server's default is: what was acknowledged is on disk.
    await client.query("set synchronous_commit = on");
  } catch (error) {
    discard(client);
    throw error;
  }
  isConnected = true;
  return client;
}

/** Drops a connection at once, in the middle of a statement too, and asks it nothing more. */
export function discard(client: pg.Client): void {
  client.removeAllListeners();
  client.on("error", () => {});
  client.end().catch(() => {});
}

/**
 * The statement was refused and changed nothing, and the connection is well: certain only when the server says ERROR.
 * FATAL and everything of the network leaves open what became of it.
 */
export function isRefusal(error: unknown): error is pg.DatabaseError {
  return error instanceof pg.DatabaseError && error.severity === "ERROR";
}
