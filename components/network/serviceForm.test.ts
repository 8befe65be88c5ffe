import { describe, expect, it } from "vitest";
import { checkService, emptyService, serviceManifest } from "./serviceForm";

const filled = { ...emptyService, name: " web ", selector: "app=web", ports: [{ port: "80", targetPort: "http" }] };

describe("the form of a service", () => {
  it("makes a manifest as one would write it", () => {
    expect(serviceManifest(filled)).toEqual({
      apiVersion: "v1",
      kind: "Service",
      metadata: { namespace: "default", name: "web" },
      spec: { type: "ClusterIP", selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] },
    });
  });

  it("names the ports where there are several, and leads to the same port of the pods unless told", () => {
    const ports = [
      { port: "80", targetPort: "8080" },
      { port: "443", targetPort: "" },
    ];
    expect(serviceManifest({ ...filled, ports }).spec.ports).toEqual([
      { name: "port-80", port: 80, targetPort: 8080 },
      { name: "port-443", port: 443, targetPort: 443 },
    ]);
  });

  it("says what is missing, all of it at once", () => {
    expect(checkService({ ...emptyService, ports: [{ port: "70000", targetPort: "" }] })).toEqual([
      "name",
      "selector",
      "port",
    ]);
    expect(checkService(filled)).toEqual([]);
  });
});
