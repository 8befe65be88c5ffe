import { describe, expect, it } from "vitest";
import { checkManifest } from "@/server/objects/check";
import { KindRegistry } from "@/server/objects/registry";
import { type DeployForm, manifestsOf } from "./deploy";

const form: DeployForm = {
  name: "web",
  namespace: "shop",
  image: "web:1",
  command: ["node", "server.js"],
  replicas: 3,
  ports: [{ containerPort: 8080, servicePort: 80 }, { containerPort: 9090 }],
  env: [
    { name: "MODE", value: "live" },
    { name: "PASSWORD", secret: "db", key: "password" },
    { name: "LEVEL", configMap: "settings", key: "level" },
  ],
  requests: { cpu: "100m", memory: "" },
  probePath: "healthz",
  route: { host: "shop.example.com" },
};

describe("the manifests of a form", () => {
  it("are a Deployment, a Service and an HTTPRoute that refer to each other", () => {
    const [deployment, service, route] = manifestsOf(form);
    expect(deployment).toMatchObject({ kind: "Deployment", metadata: { name: "web", namespace: "shop" } });
    expect(service?.spec).toMatchObject({
      selector: { "app.kubernetes.io/name": "web" },
      ports: [
        { name: "http", port: 80, targetPort: "http" },
        { name: "port-9090", port: 9090, targetPort: "port-9090" },
      ],
    });
    expect(route?.spec).toMatchObject({
      // The Gateway from the start is in another namespace than the app.
      parentRefs: [{ name: "default", namespace: "default" }],
      hostnames: ["shop.example.com"],
      rules: [{ matches: [{ path: { type: "PathPrefix", value: "/" } }], backendRefs: [{ name: "web", port: 80 }] }],
    });
  });

  it("carry command, variables, requests and probe into the container, and nothing that was left empty", () => {
    const [deployment] = manifestsOf(form);
    const spec = deployment?.spec as { template: { spec: { containers: unknown[] } } };
    expect(spec.template.spec.containers[0]).toEqual({
      name: "web",
      image: "web:1",
      command: ["node", "server.js"],
      ports: [
        { name: "http", containerPort: 8080 },
        { name: "port-9090", containerPort: 9090 },
      ],
      env: [
        { name: "MODE", value: "live" },
        { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
        { name: "LEVEL", valueFrom: { configMapKeyRef: { name: "settings", key: "level" } } },
      ],
      resources: { requests: { cpu: "100m" } },
      readinessProbe: { httpGet: { path: "/healthz", port: "http" }, periodSeconds: 2 },
    });
  });

  it("are only a Deployment where there is no port", () => {
    expect(manifestsOf({ name: "job", namespace: "x", image: "a", route: {} }).map(({ kind }) => kind)).toEqual([
      "Deployment",
    ]);
  });

  it("pass validation", () => {
    const registry = new KindRegistry();
    for (const manifest of manifestsOf(form)) expect(() => checkManifest(registry, manifest)).not.toThrow();
  });
});
