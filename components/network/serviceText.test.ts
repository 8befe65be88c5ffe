import { describe, expect, it } from "vitest";
import { addressText, portText } from "./serviceText";

describe("a service's port", () => {
  it.each([
    [{ port: 80, protocol: "TCP" }, "80/TCP"],
    [{ port: 80, targetPort: "80", protocol: "TCP" }, "80/TCP"],
    [{ port: 80, targetPort: "http", protocol: "TCP" }, "80/TCP → http"],
    [{ port: 80, targetPort: "8080", nodePort: 30080, protocol: "UDP" }, "80:30080/UDP → 8080"],
  ])("%o reads %s", (port, text) => {
    expect(portText(port)).toBe(text);
  });
});

describe("a service's address", () => {
  it("says headless instead of None, and nothing for a name outside", () => {
    expect(addressText({ clusterIp: "10.96.0.10", type: "ClusterIP" })).toBe("10.96.0.10");
    expect(addressText({ clusterIp: "None", type: "ClusterIP" })).toBe("headless");
    expect(addressText({ type: "ExternalName" })).toBe("–");
  });
});
