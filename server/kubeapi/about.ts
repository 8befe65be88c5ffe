import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "@/server/cluster/cluster";
import { readJson } from "./body";
import { coreVersions, group, groupList, resourceList } from "./discovery";
import { sendJson } from "./respond";
import { review, reviewAt, reviewKinds } from "./review";

/** The Kubernetes whose API this is. */
const version = {
  major: "1",
  minor: "37",
  gitVersion: "v1.37.0+pilothouse",
  gitCommit: "",
  gitTreeState: "clean",
  buildDate: "2026-01-01T00:00:00Z",
  goVersion: "none",
  compiler: "node",
  platform: `${process.platform}/${process.arch === "x64" ? "amd64" : process.arch}`,
};

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly cluster: Cluster;
  /** Throws where the one who asks may not read what the API tells about itself. */
  mayReach(): Promise<void>;
  readonly issuer?: { readonly configuration: object; readonly keys: object };
}

/** Answers what is about the API itself: versions, groups, resources, and what one may. False when it is about none of it. */
export async function answerAbout(about: Asked, pathname: string): Promise<boolean> {
  const { request, response, cluster } = about;
  const asked = request.method === "POST" ? reviewAt(pathname) : undefined;
  if (asked) {
    sendJson(response, 201, await review(cluster, await readJson(request), asked));
    return true;
  }
  if (request.method !== "GET") return false;
  const document = documentAt(about, pathname.replace(/\/$/, ""));
  if (!document) return false;
  await about.mayReach();
  sendJson(response, 200, document);
  return true;
}

function documentAt({ cluster, issuer }: Asked, pathname: string): object | undefined {
  const kinds = [...cluster.kinds(), ...reviewKinds];
  if (pathname === "/version") return version;
  if (pathname === "/.well-known/openid-configuration") return issuer?.configuration;
  if (pathname === "/openid/v1/jwks") return issuer?.keys;
  if (pathname === "/api") return coreVersions();
  if (pathname === "/apis") return groupList(kinds);
  const [, root, first = "", second, ...rest] = pathname.split("/");
  if (rest.length > 0) return undefined;
  if (root === "api" && second === undefined) return resourceList(kinds, first);
  if (root !== "apis") return undefined;
  return second === undefined ? group(kinds, first) : resourceList(kinds, `${first}/${second}`);
}
