import type { RouteTable } from "../table";

/** What was carried for one backend since a table had it; a reader keeps the last one and takes the difference. */
export interface BackendStats {
  requests: number;
  /** Answers of 500 and above, and connections that broke. */
  errors: number;
  /** Counts by upper bound of the time to the answer's head, in `latencyBoundsMs`; the last counts the rest. */
  readonly latencyCounts: number[];
}

export const latencyBoundsMs = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000] as const;

/** What carries HTTP. */
export interface GatewayDriver {
  readonly name: "embedded" | "haproxy";
  /** Listens; rejects when it cannot (the port is taken). */
  listen(host: string, port: number): Promise<void>;
  /** One atomic swap: requests under way keep their pod, connections stay open, new requests go by the new table. */
  apply(table: RouteTable): Promise<void>;
  /** Sends nothing new to this pod from now on; resolves when that is so. */
  withdraw(podUid: string): Promise<void>;
  /** By backend id. */
  stats(): Promise<ReadonlyMap<string, BackendStats>>;
  /** Takes no new connection, lets requests end for a while, and closes. */
  close(): Promise<void>;
}
