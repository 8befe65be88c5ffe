import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import type { Cluster, Verb } from "@/server/cluster/cluster";
import type { Subject } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import { ClusterError } from "@/server/lib/errors";
import type { Log } from "@/server/lib/log";
import type { KindDefinition } from "@/server/objects/kind";
import { answerAbout } from "./about";
import { answerHealth } from "./health";
import { answerMetrics } from "./metrics/answerMetrics";
import { RequestMetrics, type Seen } from "./metrics/requestMetrics";
import { offerOf } from "./offers";
import { withoutOldWatch } from "./oldWatch";
import { OpenApi } from "./openapi/openApi";
import { refuseFirst } from "./refuseFirst";
import { parseResourcePath, type ResourcePath } from "./requestPath";
import { sendError } from "./respond";
import { routesOn, verbOf } from "./routes";
import { errorForm, shapeOf } from "./shape";
import { createUpgrade } from "./streams/upgrade";
import { warningsOn } from "./warnings";

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
  /** Kubernetes' published schemas; those of this installation unless told. */
  readonly schemasFile?: string;
}

export interface KubeApi {
  readonly listener: (request: IncomingMessage, response: ServerResponse) => void;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

const schemasFile = join(
  process.env.PILOTHOUSE_ROOT ?? process.cwd(),
  "server/objects/openapi/kubernetes.generated.json",
);

/** The Kubernetes API on any `http.Server`: hand `listener` its requests and `upgrade` its upgrades. */
export function createKubeApi(options: KubeApiOptions): KubeApi {
  const metrics = new RequestMetrics();
  const openApi = new OpenApi({ file: options.schemasFile ?? schemasFile, clock: options.clock });
  return {
    listener: (request, response) => {
      response.setHeader("pilothouse-epoch", String(options.epoch()));
      const seen = seenIn(request);
      const end = metrics.begin(seen, () => options.clock.monotonicMs());
      response.once("close", () => end(response.statusCode));
      answer({ ...options, metrics, seen, openApi }, request, response).catch((error: unknown) => {
        if (!(error instanceof ClusterError))
          options.log.error({ error, method: request.method, url: request.url }, "a request failed");
        sendError(response, error, errorForm(request));
      });
    },
    upgrade: createUpgrade(options),
  };
}

interface Answering extends KubeApiOptions {
  readonly metrics: RequestMetrics;
  readonly seen: Seen;
  readonly openApi: OpenApi;
}

async function answer(options: Answering, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = withoutOldWatch(urlOf(request));
  if (answerHealth(options, url, response)) return;
  const subject = await options.authenticate(request);
  if (!subject) throw new ClusterError("Unauthorized", { says: "Unauthorized" });
  const cluster = options.cluster.as(subject);
  const mayReach = async () => options.mayReach?.(subject, url.pathname);
  if (url.pathname === "/metrics" && request.method === "GET") {
    await mayReach();
    answerMetrics({ ...options, response });
    return;
  }
  if (await answerAbout({ ...options, request, response, cluster, mayReach }, url)) return;
  const path = parseResourcePath(url.pathname);
  const kind = path && kindAt(cluster, path);
  if (!path || !kind) throw noSuchThing();
  options.seen.path = path;
  const routes = routesOn(path);
  const route = routes.find((one) => one.method === request.method && isOffered(kind, path, verbOf(one)));
  if (routes.length === 0) throw noSuchThing();
  if (!route) throw notAllowed();
  const query = url.searchParams;
  const warn = warningsOn(response);
  const shape = shapeOf(request, query, route);
  const exchange = { request, response, query, path, kind, cluster, shape, clock: options.clock, warn };
  // What an agent may write goes by what it writes, a new Node's name for one.
  if (!subject.groups.includes("system:nodes")) await refuseFirst(exchange, verbOf(route));
  await route.handle(exchange);
}

function seenIn({ method = "", url = "" }: IncomingMessage): Seen {
  return { method, isWatch: /[?&]watch=(true|1)(&|$)/.test(url), isDryRun: /[?&]dryRun=All(&|$)/.test(url) };
}

/** Undefined when the cluster has no such kind, or the kind no such subresource. */
function kindAt(cluster: Cluster, path: ResourcePath): KindDefinition | undefined {
  const { group, version, resource, subresource, namespace } = path;
  const kind = cluster.kinds().find((one) => one.plural === resource && one.group === group && one.version === version);
  const known: readonly string[] = ["history", ...(kind?.subresources ?? [])];
  const isThere = subresource === undefined || known.includes(subresource);
  return isThere && (namespace === undefined || kind?.isNamespaced) ? kind : undefined;
}

/** Subresources of ours that discovery does not list have no more verbs than they have routes. */
function isOffered(kind: KindDefinition, { namespace, subresource }: ResourcePath, verb: Verb | undefined): boolean {
  if (!verb) return false;
  const offer = offerOf(kind);
  if (subresource !== undefined)
    return offer.subresources.find(({ name }) => name === subresource)?.verbs.includes(verb) ?? true;
  const isEverywhere = kind.isNamespaced && namespace === undefined;
  return offer.verbs.includes(verb) && !(isEverywhere && verb !== "list");
}

function noSuchThing(): ClusterError {
  return new ClusterError("NotFound", { says: "the server could not find the requested resource", about: {} });
}

function notAllowed(): ClusterError {
  return new ClusterError("MethodNotAllowed", {
    says: "the server does not allow this method on the requested resource",
    about: {},
  });
}

function urlOf({ url = "/" }: IncomingMessage): URL {
  try {
    return new URL(url, "http://api");
  } catch {
    throw new ClusterError("BadRequest", { says: `${JSON.stringify(url)} is no path of this API` });
  }
}
