import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemSubject } from "@/server/cluster/subject";
import { testEngine } from "@/server/engines/embedded/testEngine";
import { builtInKinds } from "@/server/objects/registry";
import { groupVersionOf, type Offer, offersOf } from "./offers";
import { optionsOf, queryOptions } from "./queryOptions";
import { routesOn, verbOf } from "./routes";
import { type TestApi, testApi } from "./testApi";

/** Writes docs/api.md from what the code offers and answers: after a change of either, run this with `-u`. */

const offers = offersOf(builtInKinds);
let api: TestApi;

beforeAll(async () => {
  const { cluster } = testEngine();
  const admin = cluster.as(systemSubject("test"));
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } });
  await admin.create("Namespace", { apiVersion: "v1", kind: "Namespace", metadata: { name: "other" } });
  api = await testApi(cluster);
});
afterAll(() => api.close());

interface Missing {
  readonly what: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
}

const pods = "/api/v1/namespaces/default/pods";
const accept = (type: string) => ({ headers: { accept: type } });

/** What Kubernetes has (or a client may think that it has) and this has not. */
const missing: readonly Missing[] = [
  {
    what: "answers in protobuf (bodies in it are taken)",
    path: pods,
    ...accept("application/vnd.kubernetes.protobuf"),
  },
  { what: "CBOR", method: "POST", path: pods, headers: { "content-type": "application/cbor" }, body: "x" },
  { what: "a watch in YAML", path: `${pods}?watch=true`, ...accept("application/yaml") },
  { what: "a list as of an older revision", path: `${pods}?resourceVersion=1&resourceVersionMatch=Exact` },
  {
    what: "`/openapi/v2` in protobuf",
    path: "/openapi/v2",
    ...accept("application/com.github.proto-openapi.spec.v2@v1.0+protobuf"),
  },
  { what: "a group or version that is not there", path: "/apis/apps/v1beta1/deployments" },
  { what: "a resource that is not there", path: "/api/v1/componentstatuses" },
  { what: "a subresource that is not there", path: "/api/v1/namespaces/default/services/web/proxy" },
  { what: "a verb that a resource lacks", method: "DELETE", path: "/api/v1/namespaces" },
  { what: "deleting a collection over all namespaces", method: "DELETE", path: "/api/v1/configmaps" },
  { what: "a method that is none of the API's", method: "OPTIONS", path: pods },
];

function row(...cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

const allVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

function verbsText(verbs: readonly string[]): string {
  return verbs.length === allVerbs.length ? "all" : verbs.join(", ");
}

function resourceRows(): string[] {
  const sorted = offers.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  return sorted.map((offer) => {
    const below = offer.subresources.map(({ name, verbs }) => `${name} (${verbs.join(", ")})`).join("; ");
    const scope = offer.isNamespaced ? "namespace" : "cluster";
    return row(groupVersionOf(offer), offer.plural, offer.kind, scope, verbsText(offer.verbs), below || "–");
  });
}

function idOf({ group, version, plural }: Offer): string {
  return `${group}/${version}/${plural}`;
}

function optionRows(): string[] {
  return Object.entries(queryOptions)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { type, says }]) => {
      const actions = Object.entries(optionsOf).filter(([, names]) => names.some((one) => one === name));
      return row(`\`${name}\``, type, actions.map(([action]) => action).join(", ") || "every one", says);
    });
}

async function missingRows(): Promise<string[]> {
  const rows: string[] = [];
  for (const { what, method = "GET", path, ...sent } of missing) {
    const { code, text } = await api.ask(method, path, sent);
    const reason = /"?reason"?: ?"?(\w+)/.exec(text)?.[1];
    expect([what, code >= 400, reason]).toEqual([what, true, expect.any(String)]);
    rows.push(row(what, `\`${method} ${path}\``, `${code} ${reason}`));
  }
  return rows;
}

async function document(): Promise<string> {
  return `# The Kubernetes API

Made by \`server/kubeapi/apiDocument.integration.test.ts\` from the tables that the API itself works by, and from its
answers. Kinds of CustomResourceDefinitions come in addition, with all verbs.

"All" verbs are ${allVerbs.join(", ")}. Every answer comes as JSON or
YAML, as an object, a Table or its metadata alone, as \`Accept\` says; bodies come as JSON, YAML or protobuf.

## Resources
${row("group and version", "resource", "kind", "scope", "verbs", "subresources (verbs)")}
|---|---|---|---|---|---|
${resourceRows().join("\n")}

## Options of a query
${row("option", "type", "of", "meaning")}
|---|---|---|---|
${optionRows().join("\n")}

## What is not there, and how that is answered
${row("what", "for example", "answer")}
|---|---|---|
${(await missingRows()).join("\n")}

A list with resourceVersionMatch \`Exact\` is answered only while nothing has changed since. \`continue\` tokens live in
memory: after a restart they are \`Expired\`, as Kubernetes' are after some minutes. Unknown options are passed over, as
in Kubernetes.
`;
}

describe("docs/api.md", () => {
  it("tells what the API offers and answers", async () => {
    await expect(await document()).toMatchFileSnapshot("../../docs/api.md");
  });

  it("offers no verb that has no route", () => {
    const at = { group: "", version: "v1", resource: "any" };
    const stored = offers.filter(({ definition }) => definition !== undefined);
    const wanting = stored.flatMap(({ plural, verbs, subresources }) => [
      ...verbs
        .filter((verb) => verb !== "watch" && !has(verb, [...routesOn(at), ...routesOn({ ...at, name: "one" })]))
        .map((verb) => `${verb} ${plural}`),
      ...subresources.flatMap(({ name: subresource, verbs: below }) =>
        below
          .filter((verb) => !has(verb, routesOn({ ...at, name: "one", subresource })))
          .map((verb) => `${verb} ${plural}/${subresource}`),
      ),
    ]);
    expect([...new Set(wanting)]).toEqual([]);
  });
});

function has(verb: string, routes: ReturnType<typeof routesOn>): boolean {
  return routes.some((route) => verbOf(route) === verb);
}
