/**
 * Records what a real Kubernetes answers to the sequences of server/objects/fixtures/ownership.generated.json, in place:
 * `node scripts/recordOwnership.mjs SERVER TOKEN NAMESPACE` (NODE_TLS_REJECT_UNAUTHORIZED=0 for a test's own certificate).
 * Kept of each answer are its code and either the owners without their times, or the message and causes.
 */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const file = path.resolve(import.meta.dirname, "../server/objects/fixtures/ownership.generated.json");
const [, , server, token, namespace] = process.argv;
const cases = JSON.parse(readFileSync(file, "utf8"));
const paths = {
  ConfigMap: "/api/v1/namespaces/NS/configmaps",
  Pod: "/api/v1/namespaces/NS/pods",
  Service: "/api/v1/namespaces/NS/services",
  Deployment: "/apis/apps/v1/namespaces/NS/deployments",
};
const types = {
  create: ["POST", "application/json"],
  update: ["PUT", "application/json"],
  merge: ["PATCH", "application/merge-patch+json"],
  strategic: ["PATCH", "application/strategic-merge-patch+json"],
  json: ["PATCH", "application/json-patch+json"],
  apply: ["PATCH", "application/apply-patch+yaml"],
};

async function ask(method, url, { type, body } = {}) {
  const headers = { authorization: `Bearer ${token}`, ...(type && { "content-type": type }) };
  const response = await fetch(server + url, { method, headers, ...(body && { body }) });
  return { code: response.status, json: await response.json() };
}

/** The controllers of the real cluster own what they write, in their own time. */
function owners({ metadata }) {
  return (metadata?.managedFields ?? [])
    .filter(({ manager }) => manager !== "kube-controller-manager")
    .map(({ time: _time, ...entry }) => entry);
}

for (const [index, { kind, steps }] of cases.entries()) {
  const collection = paths[kind].replace("NS", namespace);
  const name = `o${index}-${Date.now().toString(36)}`;
  for (const step of steps) {
    const { verb, manager, subresource, force } = step;
    const [method, type] = types[verb];
    const at = verb === "create" ? collection : `${collection}/${name}${subresource ? `/${subresource}` : ""}`;
    const query = `?fieldManager=${manager}${force ? "&force=true" : ""}`;
    const body = JSON.stringify(step.body).replaceAll("NAMESPACE", namespace).replaceAll("NAME", name);
    const { code, json } = await ask(method, at + query, { type, body });
    const said = JSON.parse(JSON.stringify(json).replaceAll(name, "NAME").replaceAll(namespace, "NAMESPACE"));
    if (code >= 400) step.answer = { code, message: said.message, causes: said.details?.causes ?? [] };
    else {
      const { json: now } = await ask("GET", `${collection}/${name}`);
      const text = JSON.stringify(owners(now)).replaceAll(name, "NAME").replaceAll(namespace, "NAMESPACE");
      step.answer = { code, owners: JSON.parse(text) };
    }
  }
  await ask("PATCH", `${collection}/${name}`, { type: types.merge[1], body: '{"metadata":{"finalizers":null}}' });
  await ask("DELETE", `${collection}/${name}?gracePeriodSeconds=0`);
}
writeFileSync(file, `[\n${cases.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`);
