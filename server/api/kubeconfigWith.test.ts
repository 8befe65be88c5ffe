import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Context } from "./context";
import { kubeconfigWith } from "./kubeconfigWith";
import type { ApiDoor } from "./services";

function configFor(door: Partial<ApiDoor>, host: string) {
  const apiDoor = { port: 6443, authority: () => "PEM", hasName: (name: string) => name === "192.0.2.7", ...door };
  const context = { services: { apiDoor }, subject: { name: "ada@example.com" }, headers: new Headers({ host }) };
  return parse(kubeconfigWith(context as unknown as Context, "pht_x") ?? "");
}

describe("a kubeconfig for a person", () => {
  it("has the address that the API listens on, the authority and the token in it", () => {
    const config = configFor({ host: "192.0.2.7" }, "console.example.com:3000");
    expect(config).toMatchObject({
      clusters: [{ cluster: { server: "https://192.0.2.7:6443", "certificate-authority-data": "UEVN" } }],
      users: [{ name: "ada@example.com", user: { token: "pht_x" } }],
      "current-context": "pilothouse",
    });
  });

  it("has the address by which the console was reached, where the API listens on all, and a name to check it by", () => {
    expect(configFor({}, "192.0.2.7:3000").clusters[0].cluster).not.toHaveProperty("tls-server-name");
    expect(configFor({}, "console.example.com:3000").clusters[0].cluster).toMatchObject({
      server: "https://console.example.com:6443",
      "tls-server-name": "kubernetes",
    });
    expect(configFor({}, "[::1]:3000").clusters[0].cluster.server).toBe("https://[::1]:6443");
  });
});
