import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "@/server/cluster/cluster";
import { readJson } from "./body";
import { coreVersions, group, groupList, resourceList } from "./discovery";
import { sendJson } from "./respond";
import { reviewOfSelf, whoIsAsking } from "./review";

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
}

/** What is asked by creating it, and stored nowhere. */
const reviews: Readonly<Record<string, (cluster: Cluster, body: unknown) => Promise<object> | object>> = {
  "/apis/authentication.k8s.io/v1/selfsubjectreviews": whoIsAsking,
  "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews": reviewOfSelf,
};

/** Answers what is about the API itself: versions, groups, resources, and what one may. False when it is about none of it. */
export async function answerAbout({ request, response, cluster }: Asked, pathname: string): Promise<boolean> {
  const review = Object.hasOwn(reviews, pathname) ? reviews[pathname] : undefined;
  if (request.method === "POST" && review) {
    sendJson(response, 201, await review(cluster, await readJson(request)));
    return true;
  }
  if (request.method !== "GET") return false;
  const document = documentAt(cluster, pathname.replace(/\/$/, ""));
  if (document) sendJson(response, 200, document);
  return document !== undefined;
}

function documentAt(cluster: Cluster, pathname: string): object | undefined {
  const kinds = cluster.kinds();
  if (pathname === "/version") return version;
  if (pathname === "/api") return coreVersions();
  if (pathname === "/apis") return groupList(kinds);
  const [, root, first = "", second, ...rest] = pathname.split("/");
  if (rest.length > 0) return undefined;
  if (root === "api" && second === undefined) return resourceList(kinds, first);
  if (root !== "apis") return undefined;
  return second === undefined ? group(kinds, first) : resourceList(kinds, `${first}/${second}`);
}
