import { describe, expect, it } from "vitest";
import { ClusterError } from "@/server/lib/errors";
import { canonicalQuantity } from "./canonical";
import { checkManifest } from "./check";
import { KindRegistry } from "./registry";

const registry = new KindRegistry();
const deployment = (spec: object) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "default" },
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "main", image: "web:1" }] } },
    ...spec,
  },
});

function faultsOf(manifest: unknown): ClusterError {
  try {
    checkManifest(registry, manifest);
  } catch (error) {
    if (error instanceof ClusterError) return error;
    throw error;
  }
  throw new Error("nothing was found");
}

describe("checkManifest", () => {
  it("takes a manifest that is well, and counts null as left out", () => {
    const { kind, manifest } = checkManifest(registry, deployment({ replicas: null, paused: false }));
    expect(kind.kind).toBe("Deployment");
    expect(manifest.spec).not.toHaveProperty("replicas");
  });

  it("names every wrong type and every unknown field, with what was probably meant", () => {
    const containers = [{ name: "main", imag: "web:1", ports: [{ containerPort: "80" }] }];
    const { reason, fields } = faultsOf(deployment({ replicas: "3", replcas: 3, template: { spec: { containers } } }));
    expect(reason).toBe("BadRequest");
    expect(fields.map(({ field, message }) => `${field} — ${message}`).sort()).toEqual([
      'spec.replcas — unknown field "spec.replcas", did you mean "replicas"?',
      'spec.replicas — Invalid value: "3": must be an integer',
      'spec.template.spec.containers[0].imag — unknown field "spec.template.spec.containers[0].imag", did you mean "image"?',
      'spec.template.spec.containers[0].ports[0].containerPort — Invalid value: "80": must be an integer',
    ]);
  });

  it.each([
    ["text", "a string"],
    [[], "a list"],
    [null, "nothing"],
    [{}, "an empty object"],
    [{ apiVersion: 1, kind: {} }, "other types"],
    [
      JSON.parse('{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"},"data":{"__proto__":"x"}}'),
      "a prototype",
    ],
    [{ apiVersion: "v1", kind: "__proto__", metadata: {} }, "a prototype as its kind"],
    [{ apiVersion: "v1", kind: "ConfigMap" }, "no metadata"],
    [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", generation: 1e300 } }, "a huge number"],
  ])("refuses %j (%s) with a field", (manifest, _what) => {
    const { reason, fields } = faultsOf(manifest);
    expect(["BadRequest", "Invalid"]).toContain(reason);
    expect(fields.length).toBeGreaterThan(0);
  });

  it("says which version a kind has", () => {
    expect(faultsOf({ ...deployment({}), apiVersion: "extensions/v1beta1" }).says).toBe(
      'no matches for kind "Deployment" in version "extensions/v1beta1", did you mean apiVersion "apps/v1"?',
    );
  });

  it("never shows the value of a Secret", () => {
    const manifest = {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "a" },
      data: { key: "not base64: hunter2" },
    };
    const error = faultsOf(manifest);
    expect(JSON.stringify([error.says, error.fields])).not.toContain("hunter2");
  });
});

describe("an HTTPRoute", () => {
  const route = (rule: object, spec = {}) => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "web" },
    spec: {
      parentRefs: [{ name: "default" }],
      rules: [{ backendRefs: [{ name: "web", port: 80 }], ...rule }],
      ...spec,
    },
  });

  it.each([
    [{ matches: [{ path: { value: "x" } }] }, "spec.rules[0].matches[0].path.value", "start with '/'"],
    [
      { matches: [{ path: { type: "RegularExpression", value: "(" } }] },
      "spec.rules[0].matches[0].path.value",
      "regular",
    ],
    [{ matches: [{ method: "FETCH" }] }, "spec.rules[0].matches[0].method", "Unsupported value"],
    [{ backendRefs: [{ name: "web", port: 80, weight: 1_000_001 }] }, "spec.rules[0].backendRefs[0].weight", "1000000"],
    [{ backendRefs: [{ name: "web" }] }, "spec.rules[0].backendRefs[0].port", "Must have port for Service reference"],
    [{ filters: [{ type: "URLRewrite" }] }, "spec.rules[0].filters[0].urlRewrite", "must be specified"],
    [{ timeouts: { request: "soon" } }, "spec.rules[0].timeouts.request", "must be a duration"],
  ])("with the rule %j is refused at %s", (rule, field, says) => {
    const { reason, fields } = faultsOf(route(rule));
    expect(reason).toBe("Invalid");
    expect(fields).toEqual([expect.objectContaining({ field, message: expect.stringContaining(says) })]);
  });

  it("with an address for a host name is refused", () => {
    expect(faultsOf(route({}, { hostnames: ["10.0.0.1"] })).fields[0]?.message).toContain("not an IP address");
  });

  it("gets the defaults of Gateway API", () => {
    const { kind, manifest } = checkManifest(registry, route({}));
    expect(kind.defaults(manifest as Parameters<typeof kind.defaults>[0]).spec).toEqual({
      parentRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "default" }],
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: "/" } }],
          backendRefs: [{ group: "", kind: "Service", name: "web", port: 80, weight: 1 }],
        },
      ],
    });
  });
});

it.each([
  ["0.5", "500m"],
  ["1024Mi", "1Gi"],
  ["1.5Gi", "1536Mi"],
  ["2000M", "2G"],
  ["1000m", "1"],
  [0.1, "100m"],
  ["1e3", "1e3"],
  ["0", "0"],
  ["100u", "100u"],
])("writes the quantity %s as %s", (given, canonical) => {
  expect(canonicalQuantity(given)).toBe(canonical);
});
