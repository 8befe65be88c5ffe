import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import { type KindDefinition, qualifiedKind } from "@/server/objects/kind";
import type { ResourcePath } from "./requestPath";
import type { Shape } from "./shape";

/** One request about a resource, with the cluster as the one who asks. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly path: ResourcePath;
  readonly kind: KindDefinition;
  readonly cluster: Cluster;
  /** How the client wants to see the answer. */
  readonly shape: Shape;
  readonly clock: Clock;
  /** Tells the client something that it should know although the request succeeds, each once: a `Warning` header. */
  readonly warn: (message: string) => void;
}

export type Handler = (exchange: Exchange) => Promise<void>;

/** The kind's name as `Cluster` takes it: with its group, so that two kinds of one name stay apart. */
export function kindName({ kind }: Exchange): string {
  return qualifiedKind(kind);
}

/** The object that the path names. */
export function nameIn({ path }: Exchange): { readonly name: string; readonly namespace?: string } {
  return { name: path.name ?? "", ...(path.namespace !== undefined && { namespace: path.namespace }) };
}

export function badBody(says: string): ClusterError {
  return new ClusterError("BadRequest", { says });
}
