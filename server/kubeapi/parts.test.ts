import { describe, expect, it } from "vitest";
import { scaleOf, withScale } from "@/server/cluster/scale";
import { fromAnswer, fromStatus, toStatus } from "@/server/cluster/status";
import { ClusterError } from "@/server/lib/errors";
import { aDeployment } from "@/server/objects/builders";
import { listOptions } from "./listQuery";
import { deleteOptions, writeOptions } from "./options";
import { parseResourcePath } from "./requestPath";

const query = (text: string) => new URLSearchParams(text);

describe("a resource path", () => {
  it("is read in its parts", () => {
    expect(parseResourcePath("/api/v1/pods")).toEqual({ group: "", version: "v1", resource: "pods" });
    expect(parseResourcePath("/api/v1/namespaces/default/pods/web/log")).toEqual({
      group: "",
      version: "v1",
      namespace: "default",
      resource: "pods",
      name: "web",
      subresource: "log",
    });
    expect(parseResourcePath("/apis/apps/v1/namespaces/default/deployments/web")).toMatchObject({
      group: "apps",
      name: "web",
    });
    expect(parseResourcePath("/apis/gateway.networking.k8s.io/v1/gatewayclasses/a")).toMatchObject({
      resource: "gatewayclasses",
      name: "a",
    });
  });

  it("tells a Namespace from what lies in it", () => {
    expect(parseResourcePath("/api/v1/namespaces")).toMatchObject({ resource: "namespaces" });
    expect(parseResourcePath("/api/v1/namespaces/shop")).toEqual({
      group: "",
      version: "v1",
      resource: "namespaces",
      name: "shop",
    });
    expect(parseResourcePath("/api/v1/namespaces/shop/status")).toMatchObject({
      resource: "namespaces",
      subresource: "status",
    });
    expect(parseResourcePath("/api/v1/namespaces/shop/pods")).toMatchObject({ resource: "pods", namespace: "shop" });
  });

  it("is none when it is too short, too long, empty in the middle or not decodable", () => {
    for (const path of [
      "/",
      "/api",
      "/api/v1",
      "/apis/apps/v1",
      "/api/v1//pods",
      "/api/v1/pods/a/b/c",
      "/other/v1/pods",
      "/api/v1/pods/%zz",
    ])
      expect(parseResourcePath(path)).toBeUndefined();
  });
});

describe("options", () => {
  it("take resourceVersion 0 and none for what there is, and a number as the least", () => {
    expect(listOptions(query("resourceVersion=0"))).toEqual({});
    expect(listOptions(query("resourceVersion=12&limit=5&labelSelector=a%3Db"))).toEqual({
      atLeast: "12",
      limit: 5,
      labelSelector: "a=b",
    });
  });

  it("refuse what Kubernetes refuses", () => {
    const refused = [
      "resourceVersionMatch=Exact",
      "resourceVersionMatch=Newest&resourceVersion=1",
      "limit=some",
      "resourceVersionMatch=Exact&resourceVersion=0",
    ];
    for (const text of refused) expect(() => listOptions(query(text))).toThrow(ClusterError);
    expect(() => writeOptions(query("dryRun=Some"))).toThrow(/supported values: "All"/);
    expect(() => writeOptions(query("fieldValidation=Loose"))).toThrow(/Unsupported value/);
    expect(() => deleteOptions(query("gracePeriodSeconds=soon"), undefined)).toThrow(ClusterError);
  });

  it("of a delete come from the body, and from the query where the body says nothing", () => {
    expect(deleteOptions(query("gracePeriodSeconds=3&propagationPolicy=Orphan"), undefined)).toEqual({
      graceSeconds: 3,
      propagation: "Orphan",
    });
    const body = { gracePeriodSeconds: 0, preconditions: { uid: "u" }, dryRun: ["All"] };
    expect(deleteOptions(query("gracePeriodSeconds=3"), body)).toEqual({ dryRun: true, graceSeconds: 0, uid: "u" });
    expect(deleteOptions(query("orphanDependents=true"), undefined)).toEqual({ propagation: "Orphan" });
  });
});

describe("a Status", () => {
  it("brings every error to the other side as it was", () => {
    const fields = [{ field: "spec.replicas", reason: "FieldValueInvalid", message: "Invalid value" }] as const;
    const about = { kind: "deployments", group: "apps", name: "web" };
    for (const reason of [
      "NotFound",
      "Conflict",
      "AlreadyExists",
      "Invalid",
      "Forbidden",
      "Expired",
      "Unavailable",
      "OutcomeUnknown",
      "TooManyRequests",
      "Timeout",
    ] as const) {
      const sent = new ClusterError(reason, {
        says: "because",
        about,
        retryAfterMs: 2_000,
        ...(reason === "Invalid" && { fields }),
      });
      const got = fromStatus(JSON.parse(JSON.stringify(toStatus(sent))));
      expect(got).toMatchObject({ reason, says: "because", about, retryAfterMs: 2_000 });
      expect(got.fields).toEqual(sent.fields);
    }
  });

  it("says nothing of what broke inside", () => {
    expect(JSON.stringify(toStatus(new Error("password=hunter2")))).not.toContain("hunter2");
  });

  it("is made from the code where an answer is none", () => {
    expect(fromAnswer(503, "<html>")).toMatchObject({ reason: "Unavailable" });
    expect(fromAnswer(418, "")).toMatchObject({ reason: "InternalError", says: "the server answered 418" });
  });
});

describe("a Scale", () => {
  it("names the replicas and the selector of its object, and changes only the replicas", () => {
    const web = aDeployment("web").build();
    expect(scaleOf(web)).toMatchObject({ kind: "Scale", metadata: { uid: web.metadata.uid } });
    expect(withScale(web, { spec: { replicas: 5 } }).spec).toEqual({ ...web.spec, replicas: 5 });
    for (const replicas of [-1, 1.5, "3"])
      expect(() => withScale(web, { spec: { replicas } })).toThrow(/must be greater than or equal to 0/);
  });
});
