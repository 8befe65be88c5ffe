import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "@/server/lib/clock";
import type { KindDefinition } from "@/server/objects/kind";
import { isMap } from "@/server/objects/patch/json";
import { builtInKinds } from "@/server/objects/registry";
import { FakeClock } from "@/server/testing/fakeClock";
import recorded from "../fixtures/openapi.generated.json";
import { OpenApi } from "./openApi";
import { keptMs, PublishedFile } from "./published";

const file = path.resolve(import.meta.dirname, "../../objects/openapi/kubernetes.generated.json");

interface Document {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { readonly schemas: Record<string, object> };
  readonly definitions: Record<string, object>;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters: readonly { readonly name: string }[];
  readonly responses: Record<string, { readonly schema?: { readonly $ref?: string } }>;
  readonly "x-kubernetes-action": string;
  readonly "x-kubernetes-group-version-kind": { group: string; version: string; kind: string };
}

let openApi: OpenApi;
let v2: Document;
const read = async (made: ReturnType<OpenApi["v3"]>) => JSON.parse(String((await made)?.body)) as Document;

beforeAll(async () => {
  openApi = new OpenApi({ file, clock: systemClock });
  v2 = await read(openApi.v2(builtInKinds));
});

/** Without words and defaults, which the recorded ones lack, too. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([key, part]) => key !== "description" || typeof part !== "string");
  return Object.fromEntries(kept.map(([key, part]) => [key, plain(part)]));
}

describe("OpenAPI", () => {
  it("has operations as Kubernetes names and describes them", () => {
    const theirs = recorded.operations as Record<string, unknown>;
    const ours = Object.entries(v2.paths).flatMap(([at, { parameters: _shared, ...methods }]) =>
      Object.entries(methods).map(([method, one]) => {
        const { group, version, kind } = one["x-kubernetes-group-version-kind"];
        const answer = one.responses["200"]?.schema?.$ref ?? null;
        return [
          `${method} ${at}`,
          [one.operationId, one.tags[0], one["x-kubernetes-action"], `${group}/${version} ${kind}`, answer],
        ] as const;
      }),
    );
    const shared = ours.filter(([name]) => name in theirs);
    expect(shared.length).toBeGreaterThan(100);
    expect(Object.fromEntries(shared)).toEqual(Object.fromEntries(shared.map(([name]) => [name, theirs[name]])));
  });

  it("has schemas in the words of version 3 as Kubernetes has them", async () => {
    const documents = await Promise.all(
      ["apis/apps/v1", "api/v1", "apis/batch/v1"].map((at) => read(openApi.v3(builtInKinds, at))),
    );
    const ours = Object.assign({}, ...documents.map(({ components }) => components.schemas)) as Record<string, object>;
    for (const [name, schema] of Object.entries(recorded.schemas)) expect(plain(ours[name]), name).toEqual(schema);
  });

  it("leads nowhere: whatever is referred to is there", async () => {
    const missing = (document: Document, models: Record<string, object>) =>
      [...JSON.stringify(document).matchAll(/"\$ref":"#\/(?:definitions|components\/schemas)\/([^"]+)"/g)]
        .map(([, name]) => name ?? "")
        .filter((name) => !Object.hasOwn(models, name));
    expect(missing(v2, v2.definitions)).toEqual([]);
    for (const at of ["api/v1", "apis/gateway.networking.k8s.io/v1", "apis/authorization.k8s.io/v1"]) {
      const document = await read(openApi.v3(builtInKinds, at));
      expect(missing(document, document.components.schemas)).toEqual([]);
    }
  });

  it("says of every patch what kubectl looks for before it asks for a dry run or for validation", () => {
    for (const [at, { patch }] of Object.entries(v2.paths)) {
      const names = patch?.parameters.map(({ name }) => name) ?? ["dryRun", "fieldValidation"];
      expect(names, at).toEqual(expect.arrayContaining(["dryRun", "fieldValidation"]));
    }
  });

  it("describes kinds that are not Kubernetes' own by their own schemas", async () => {
    const { components } = await read(openApi.v3(builtInKinds, "apis/gateway.networking.k8s.io/v1"));
    expect(components.schemas["io.k8s.networking.gateway.v1.Gateway"]).toMatchObject({
      properties: { spec: { properties: { listeners: { items: { required: ["name", "port", "protocol"] } } } } },
      "x-kubernetes-group-version-kind": [{ group: "gateway.networking.k8s.io", version: "v1", kind: "Gateway" }],
    });
    expect(components.schemas["io.k8s.networking.gateway.v1.GatewayList"]).toBeDefined();
  });

  it("names each document by the hash of what it says, and another one when the kinds are others", async () => {
    const index = async (kinds: readonly KindDefinition[]) =>
      (
        JSON.parse(String((await openApi.index(kinds)).body)) as {
          paths: Record<string, { serverRelativeURL: string }>;
        }
      ).paths;
    const before = await index(builtInKinds);
    const etag = (await openApi.v3(builtInKinds, "apis/apps/v1"))?.etag;
    expect(before["apis/apps/v1"]?.serverRelativeURL).toBe(`/openapi/v3/apis/apps/v1?hash=${etag}`);
    const fewer = builtInKinds.filter(({ kind }) => kind !== "DaemonSet");
    const after = await index(fewer);
    expect(after["apis/apps/v1"]).not.toEqual(before["apis/apps/v1"]);
    expect(after["apis/batch/v1"]).toEqual(before["apis/batch/v1"]);
    expect(openApi.v3(builtInKinds, "apis/none/v1")).toBeUndefined();
  });
});

describe("the published schemas", () => {
  it("are kept while somebody asks, and let go some time after the last one did", async () => {
    const clock = new FakeClock();
    const published = new PublishedFile(file, clock);
    const first = await published.read();
    clock.advance(keptMs - 1);
    expect(await published.read()).toBe(first);
    clock.advance(keptMs - 1);
    expect(await published.read()).toBe(first);
    clock.advance(keptMs);
    expect(await published.read()).not.toBe(first);
  });
});
