import { describe, expect, test } from "vitest";
import type { SandboxRequest } from "../runtime";
import { hostsFile, resolvConf } from "./resolver";

const request: SandboxRequest = {
  pod: { uid: "u", namespace: "shop", name: "web" },
  hostname: "web",
  ports: [],
  usesHostNetwork: false,
  dns: { servers: [], searches: [], options: [] },
  hostAliases: [{ ip: "10.0.0.7", hostnames: ["db.lan", "db"] }],
};
const clusterDns = "172.20.0.1";
const withDns = (dns: Partial<SandboxRequest["dns"]>, change: Partial<SandboxRequest> = {}) =>
  resolvConf({ ...request, ...change, dns: { ...request.dns, ...dns } }, clusterDns);

describe("resolv.conf", () => {
  const ours =
    "search shop.svc.cluster.local svc.cluster.local cluster.local\nnameserver 172.20.0.1\noptions ndots:5\n";

  test("ClusterFirst asks the cluster, and so does a pod that says nothing", () => {
    expect(withDns({})).toBe(ours);
    expect(withDns({ policy: "ClusterFirst" })).toBe(ours);
  });

  test("what dnsConfig adds comes after the cluster's own, its ndots instead", () => {
    const dns = { servers: ["10.0.0.53"], searches: ["lan", "cluster.local"], options: ["ndots:2", "edns0"] };
    expect(withDns(dns)).toBe(
      "search shop.svc.cluster.local svc.cluster.local cluster.local lan\nnameserver 172.20.0.1\nnameserver 10.0.0.53\noptions ndots:2 edns0\n",
    );
  });

  test("None is dnsConfig alone", () => {
    expect(withDns({ policy: "None", servers: ["10.0.0.53"] })).toBe("nameserver 10.0.0.53\n");
  });

  test("a host's network has the host's resolvers, unless it asks for the cluster's", () => {
    expect(withDns({}, { usesHostNetwork: true })).toBeUndefined();
    expect(withDns({ policy: "ClusterFirstWithHostNet" }, { usesHostNetwork: true })).toBe(ours);
  });

  test("Default, and a machine without a DNS of the cluster, leave it to the engine", () => {
    expect(withDns({ policy: "Default" })).toBeUndefined();
    expect(resolvConf(request, undefined)).toBeUndefined();
  });
});

test("the hosts file names the pod and its aliases", () => {
  const lines = hostsFile(request, "172.20.0.9").split("\n");
  expect(lines).toContain("172.20.0.9\tweb");
  expect(lines).toContain("10.0.0.7\tdb.lan\tdb");
});
