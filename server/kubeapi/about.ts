import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "@/server/cluster/cluster";
import { aggregated, aggregatedType } from "./aggregated";
import { readJson } from "./body";
import { coreVersions, group, groupList, resourceList } from "./discovery";
import { negotiate } from "./negotiate";
import { type Offer, offersOf } from "./offers";
import { answerOpenApi } from "./openapi/answer";
import type { OpenApi } from "./openapi/openApi";
import { type Kept, keep, send, sendJson, sendKept } from "./respond";
import { review, reviewAt } from "./review";
import { version } from "./version";

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly cluster: Cluster;
  readonly openApi: OpenApi;
  /** Throws where the one who asks may not read what the API tells about itself. */
  mayReach(): Promise<void>;
  readonly issuer?: Issuer;
}

/** What issues the tokens of service accounts, as OpenID's discovery tells it. */
interface Issuer {
  readonly configuration: object;
  readonly keys: object;
}

const aggregates = new Set(["APIGroupDiscoveryList.v2.apidiscovery.k8s.io"]);

/** Answers what is about the API itself: versions, groups, resources, and what one may. False when it is about none of it. */
export async function answerAbout(asked: Asked, url: URL): Promise<boolean> {
  const { request, response, cluster } = asked;
  const { pathname } = url;
  const question = request.method === "POST" ? reviewAt(pathname) : undefined;
  if (question) {
    sendJson(response, 201, await review(cluster, await readJson(request), question));
    return true;
  }
  if (request.method !== "GET") return false;
  if (await answerOpenApi(asked, url)) return true;
  const offers = offersOf(cluster.kinds());
  const path = pathname.replace(/\/$/, "");
  const value = documentAt(offers, path) ?? issuerAt(asked.issuer, path);
  if (!value) return false;
  await asked.mayReach();
  const isRoot = path === "/api" || path === "/apis";
  const { as, mediaType } = negotiate(request.headers.accept, isRoot ? { transforms: aggregates } : {});
  if (as) sendKept({ request, response }, wholeOf(offers)[path === "/api" ? "api" : "apis"]);
  else send(response, { code: 200, value, form: { mediaType, isPretty: false } });
  return true;
}

const wholes = new WeakMap<readonly Offer[], Readonly<Record<"api" | "apis", Kept>>>();

/** All of discovery in two texts, made once for one list of offers. */
function wholeOf(offers: readonly Offer[]) {
  const kept = (root: "api" | "apis") => keep(JSON.stringify(aggregated(offers, root)), aggregatedType);
  const made = wholes.get(offers) ?? { api: kept("api"), apis: kept("apis") };
  wholes.set(offers, made);
  return made;
}

function issuerAt(issuer: Issuer | undefined, path: string): object | undefined {
  if (path === "/.well-known/openid-configuration") return issuer?.configuration;
  return path === "/openid/v1/jwks" ? issuer?.keys : undefined;
}

function documentAt(offers: readonly Offer[], path: string): object | undefined {
  if (path === "/version") return version;
  if (path === "/api") return coreVersions();
  if (path === "/apis") return groupList(offers);
  const [, root, first = "", second, ...rest] = path.split("/");
  if (rest.length > 0) return undefined;
  if (root === "api" && second === undefined) return resourceList(offers, first);
  if (root !== "apis") return undefined;
  return second === undefined ? group(offers, first) : resourceList(offers, `${first}/${second}`);
}
