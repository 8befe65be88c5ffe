import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";

/** A request that wants to become something else, as the cluster's subject. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly pod: { readonly namespace?: string; readonly name: string };
  readonly query: URLSearchParams;
  readonly cluster: Cluster;
  readonly clock: Clock;
}

/** What the client opens streams for. */
export interface WantedStreams {
  readonly stdin: boolean;
  readonly stdout: boolean;
  readonly stderr: boolean;
  readonly tty: boolean;
}
