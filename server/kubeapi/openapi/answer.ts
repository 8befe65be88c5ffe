import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "@/server/cluster/cluster";
import { negotiate } from "../negotiate";
import { sendKept } from "../respond";
import type { OpenApi } from "./openApi";

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly cluster: Cluster;
  readonly openApi: OpenApi;
  /** Throws where the one who asks may not read this. */
  mayReach(): Promise<void>;
}

/**
 * `/openapi/v2`, `/openapi/v3` and what lies below it, as JSON only: whoever asks for protobuf alone is told so (406), and
 * asks again. False for every other path.
 */
export async function answerOpenApi(asked: Asked, url: URL): Promise<boolean> {
  const { request, response, cluster, openApi } = asked;
  const [, root, dialect, ...rest] = url.pathname.replace(/\/$/, "").split("/");
  if (root !== "openapi" || (dialect !== "v2" && dialect !== "v3")) return false;
  if (dialect === "v2" && rest.length > 0) return false;
  const kinds = cluster.kinds();
  const made =
    dialect === "v2" ? openApi.v2(kinds) : rest.length === 0 ? openApi.index(kinds) : openApi.v3(kinds, rest.join("/"));
  if (!made) return false;
  await asked.mayReach();
  negotiate(request.headers.accept, { mediaTypes: ["application/json"] });
  const kept = await made;
  const hash = url.searchParams.get("hash");
  if (hash !== null && hash !== kept.etag && rest.length > 0) {
    url.searchParams.set("hash", kept.etag);
    response.writeHead(301, { location: `${url.pathname}${url.search}` }).end();
    return true;
  }
  sendKept({ request, response }, kept, hash !== null);
  return true;
}
