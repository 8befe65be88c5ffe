/**
 * Records what a real Kubernetes API server answers, for the tests of server/kubeapi:
 * `kubectl proxy --port 8001` beside `node scripts/recordApi.mjs http://127.0.0.1:8001`.
 *
 * - server/kubeapi/fixtures/answers.generated.json: requests (server/kubeapi/fixtures/requests.mjs), each with its answer.
 * - server/kubeapi/fixtures/discovery.generated.json: both documents of aggregated discovery.
 * - server/kubeapi/fixtures/openapi.generated.json: operations of some paths, and some schemas in the words of version 3.
 */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { namespace, requests } from "../server/kubeapi/fixtures/requests.mjs";

const url = process.argv[2];
const folder = path.resolve(import.meta.dirname, "../server/kubeapi/fixtures");
const json = { accept: "application/json" };

async function ask({ method = "GET", path: at, headers = json, body }) {
  const sent = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
  const type = sent === undefined ? {} : { "content-type": "application/json" };
  const response = await fetch(url + at, { method, headers: { ...type, ...headers }, body: sent });
  const text = await response.text();
  const warning = response.headers.get("warning");
  const contentType = response.headers.get("content-type");
  return { code: response.status, ...(contentType && { contentType }), ...(warning && { warning }), text };
}

const read = async (at, headers = json) => JSON.parse((await ask({ path: at, headers })).text);

function save(name, value) {
  writeFileSync(path.join(folder, `${name}.generated.json`), `${JSON.stringify(value, undefined, 1)}\n`);
}

async function untilGone() {
  await ask({ method: "DELETE", path: `/api/v1/namespaces/${namespace}` });
  while ((await ask({ path: `/api/v1/namespaces/${namespace}` })).code !== 404)
    await new Promise((resolve) => setTimeout(resolve, 500));
}

async function recordAnswers() {
  await untilGone();
  await ask({ method: "POST", path: "/api/v1/namespaces", body: { metadata: { name: namespace } } });
  const cases = [];
  for (const request of requests) cases.push({ ...request, answer: await ask(request) });
  save("answers", cases);
  await untilGone();
}

async function recordDiscovery() {
  const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  save("discovery", { api: await read("/api", { accept }), apis: await read("/apis", { accept }) });
}

/** Without words and defaults: the first are the publisher's, the second are not in what we have of it. */
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(([key, part]) => {
    return !(key === "description" && typeof part === "string") && !(key === "default" && typeof part !== "undefined");
  });
  return Object.fromEntries(kept.map(([key, part]) => [key, plain(part)]));
}

const schemas = {
  "apis/apps/v1": ["api.apps.v1.Deployment", "api.apps.v1.DeploymentList", "api.core.v1.Container"],
  "api/v1": ["api.core.v1.ServicePort", "api.core.v1.ResourceRequirements", "apimachinery.pkg.apis.meta.v1.ObjectMeta"],
  "apis/batch/v1": ["apimachinery.pkg.util.intstr.IntOrString", "apimachinery.pkg.api.resource.Quantity"],
};

async function recordOpenApi() {
  const found = {};
  for (const [at, names] of Object.entries(schemas)) {
    const { components } = await read(`/openapi/v3/${at}`);
    for (const name of names)
      if (components.schemas[`io.k8s.${name}`]) found[`io.k8s.${name}`] = plain(components.schemas[`io.k8s.${name}`]);
  }
  const operations = {};
  const v2 = await read("/openapi/v2");
  for (const [at, item] of Object.entries(v2.paths)) {
    if (!/^\/(apis\/(apps|policy|coordination.k8s.io)\/v1|api\/v1)\//.test(at) || at.includes("/watch/")) continue;
    for (const [method, one] of Object.entries(item)) {
      if (method === "parameters" || !one["x-kubernetes-action"]) continue;
      const { group, version, kind } = one["x-kubernetes-group-version-kind"];
      const answer = one.responses[200]?.schema?.$ref ?? null;
      operations[`${method} ${at}`] = [
        one.operationId,
        one.tags[0],
        one["x-kubernetes-action"],
        `${group}/${version} ${kind}`,
        answer,
      ];
    }
  }
  save("openapi", { schemas: found, operations });
}

await recordAnswers();
await recordDiscovery();
await recordOpenApi();
