import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { Cluster } from "@/server/cluster/cluster";
import type { Subject } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { KindDefinition } from "@/server/objects/kind";
import { answerAbout } from "./about";
import { createUpgrade } from "./execUpgrade";
import { answerHealth } from "./health";
import { parseResourcePath, type ResourcePath } from "./requestPath";
import { sendError } from "./respond";
import { routesOn } from "./routes";

export interface KubeApiOptions {
  readonly cluster: Cluster;
  /** Who sends a request; undefined when it carries nothing that says so. */
  authenticate(request: IncomingMessage): Promise<Subject | undefined>;
  /** The store's epoch, for `Pilothouse-Epoch`. */
  epoch(): number;
  /** For `/readyz`; always ready unless told. */
  isReady?(): boolean;
  /** Throws `Forbidden` where somebody may not read what is no resource (`/version`); everybody may unless told. */
  mayReach?(subject: Subject, path: string): Promise<void>;
  /** What issues the tokens of service accounts, for `/openid/v1/jwks` and OpenID's discovery. */
  readonly issuer?: { readonly configuration: object; readonly keys: object };
  readonly clock: Clock;
  readonly log: Log;
}

export interface KubeApi {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** The Kubernetes API on any `http.Server`: hand `listener` its requests and `upgrade` its upgrades. */
export function createKubeApi(options: KubeApiOptions): KubeApi {
  return {
    listener: (request, response) => {
      response.setHeader("pilothouse-epoch", String(options.epoch()));
      answer(options, request, response).catch((error: unknown) => {
        if (!(error instanceof ClusterError))
          options.log.error({ error, method: request.method, url: request.url }, "a request failed");
        sendError(response, error);
      });
    },
    upgrade: createUpgrade(options),
  };
}

async function answer(options: KubeApiOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = urlOf(request);
  if (answerHealth(options, url.pathname, response)) return;
  checkAccept(request);
  const subject = await options.authenticate(request);
  if (!subject) throw new ClusterError("Unauthorized", { says: "Unauthorized" });
  const cluster = options.cluster.as(subject);
  const mayReach = async () => options.mayReach?.(subject, url.pathname);
  if (await answerAbout({ request, response, cluster, mayReach, issuer: options.issuer }, url.pathname)) return;
  const path = parseResourcePath(url.pathname);
  const kind = path && kindAt(cluster, path);
  if (!path || !kind) throw noSuchThing();
  const routes = routesOn(path);
  const route = routes.find(({ method }) => method === request.method);
  if (routes.length === 0) throw noSuchThing();
  if (!route) throw notAllowed();
  await route.handle({ request, response, query: url.searchParams, path, kind, cluster, clock: options.clock });
}

/** Undefined when the cluster has no such kind, or the kind no such subresource. */
function kindAt(cluster: Cluster, path: ResourcePath): KindDefinition | undefined {
  const { group, version, resource, subresource, namespace } = path;
  const kind = cluster.kinds().find((one) => one.plural === resource && one.group === group && one.version === version);
  const known: readonly string[] = ["history", ...(kind?.subresources ?? [])];
  const isThere = subresource === undefined || known.includes(subresource);
  return isThere && (namespace === undefined || kind?.isNamespaced) ? kind : undefined;
}

function checkAccept(request: IncomingMessage): void {
  const accept = request.headers.accept ?? "*/*";
  const isTaken = accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
    return (
      ["*/*", "application/*", "application/json"].includes(type) && !parameters.some((part) => part.startsWith("as="))
    );
  });
  if (!isTaken)
    throw new ClusterError("NotAcceptable", { says: "only the following media types are accepted: application/json" });
}

function noSuchThing(): ClusterError {
  return new ClusterError("NotFound", { says: "the server could not find the requested resource" });
}

function notAllowed(): ClusterError {
  return new ClusterError("MethodNotAllowed", {
    says: "the server does not allow this method on the requested resource",
  });
}

function urlOf({ url = "/" }: IncomingMessage): URL {
  try {
    return new URL(url, "http://api");
  } catch {
    throw new ClusterError("BadRequest", { says: `${JSON.stringify(url)} is no path of this API` });
  }
}
