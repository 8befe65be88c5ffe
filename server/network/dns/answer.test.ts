import type { Question } from "dns-packet";
import { describe, expect, test } from "vitest";
import { anEndpointSlice, aService } from "@/server/objects/builders";
import { answer } from "./answer";
import { ServiceNames } from "./serviceNames";

const names = new ServiceNames();
const tcp = { name: "http", port: 80, protocol: "TCP" } as const;
const put = (name: string, spec: object, endpoints: readonly object[] = []) => {
  const service = aService(name).with((draft) => Object.assign(draft.spec, spec));
  const slice = anEndpointSlice(`${name}-1`)
    .labelled({ "kubernetes.io/service-name": name })
    .with((draft) => Object.assign(draft, { endpoints, ports: [{ name: "http", port: 8080, protocol: "TCP" }] }));
  names.putService(service.build());
  names.putSlice(slice.build());
};

put("web", { clusterIP: "10.96.0.10", ports: [tcp] }, [{ addresses: ["172.20.0.9"], conditions: { ready: true } }]);
put("db", { clusterIP: "None", ports: [tcp] }, [
  { addresses: ["172.20.0.5"], conditions: { ready: true }, hostname: "db-0" },
  { addresses: ["172.20.0.6"], conditions: { ready: true } },
  { addresses: ["172.20.0.7"], conditions: { ready: false } },
]);
put("empty", { clusterIP: "None", ports: [tcp] });
put("logs", { clusterIP: "10.96.0.11", ports: [{ name: "syslog", port: 514, protocol: "UDP" }] }, [
  { addresses: ["172.20.0.8"] },
]);
put("far", { type: "ExternalName", externalName: "db.example.com", clusterIP: "", ports: [] });

const ask = (name: string, type: Question["type"] = "A", isReachable = true) => {
  const decision = answer({ name, type }, { names, isReachable: () => isReachable });
  if (decision.type === "forward") return "forward";
  if (!decision.doesExist) return "NXDOMAIN";
  return decision.answers.map((one) => ("data" in one ? one.data : undefined));
};
const inCluster = (name: string) => `${name}.svc.cluster.local`;

describe("a service's name", () => {
  test("leads to its virtual address, however it is written", () => {
    expect(ask(inCluster("web.default"))).toEqual(["10.96.0.10"]);
    expect(ask("WEB.Default.svc.Cluster.Local.")).toEqual(["10.96.0.10"]);
  });

  test("exists without an address of the other family", () => {
    expect(ask(inCluster("web.default"), "AAAA")).toEqual([]);
  });

  test("leads to its ready pods where it has no virtual address", () => {
    expect(ask(inCluster("db.default"))).toEqual(["172.20.0.5", "172.20.0.6"]);
  });

  test("leads to its ready pods where pods do not reach the virtual address, or only UDP goes there", () => {
    expect(ask(inCluster("web.default"), "A", false)).toEqual(["172.20.0.9"]);
    expect(ask(inCluster("logs.default"))).toEqual(["172.20.0.8"]);
  });

  test("is an alias for an ExternalName, whose addresses are looked up outside", () => {
    const decision = answer({ name: inCluster("far.default"), type: "A" }, { names, isReachable: () => true });
    expect(decision).toMatchObject({ answers: [{ type: "CNAME", data: "db.example.com" }], chase: "db.example.com" });
  });

  test.each(["none.default", "web.other", "empty.default", "a.b.c.web.default"])("%s does not exist", (name) => {
    expect(ask(inCluster(name))).toBe("NXDOMAIN");
  });
});

describe("other names", () => {
  test("a pod behind a headless service has a name of its own, by hostname or by address", () => {
    expect(ask(inCluster("db-0.db.default"))).toEqual(["172.20.0.5"]);
    expect(ask(inCluster("172-20-0-6.db.default"))).toEqual(["172.20.0.6"]);
    expect(ask(inCluster("172-20-0-7.db.default"))).toBe("NXDOMAIN");
  });

  test("a named port leads to the service, or to each pod with its address", () => {
    const target = inCluster("web.default");
    expect(ask(inCluster("_http._tcp.web.default"), "SRV")).toEqual([{ priority: 0, weight: 100, port: 80, target }]);
    const decision = answer(
      { name: inCluster("_http._tcp.db.default"), type: "SRV" },
      { names, isReachable: () => true },
    );
    expect(decision).toMatchObject({
      answers: [
        { data: { port: 8080, target: inCluster("db-0.db.default") } },
        { data: { port: 8080, target: inCluster("172-20-0-6.db.default") } },
      ],
      additionals: [{ data: "172.20.0.5" }, { data: "172.20.0.6" }],
    });
    expect(ask(inCluster("_other._tcp.web.default"), "SRV")).toBe("NXDOMAIN");
  });

  test("a virtual address leads back to its service", () => {
    expect(ask("11.0.96.10.in-addr.arpa", "PTR")).toEqual([inCluster("logs.default")]);
    expect(ask("99.0.96.10.in-addr.arpa", "PTR")).toBe("forward");
  });

  test("a namespace with services exists, one without does not", () => {
    expect(ask(inCluster("default"))).toEqual([]);
    expect(ask(inCluster("other"))).toBe("NXDOMAIN");
  });

  test("everything outside the cluster's domain is for the machine's resolvers", () => {
    expect(ask("example.com")).toBe("forward");
    expect(ask("cluster.local.example.com")).toBe("forward");
    expect(ask("notcluster.local")).toBe("forward");
  });
});

test("what is deleted is no longer found", () => {
  const service = aService("gone").build();
  names.putService(service);
  expect(ask(inCluster("gone.default"))).toEqual(["10.96.0.10"]);
  names.dropService(service);
  expect(ask(inCluster("gone.default"))).toBe("NXDOMAIN");
});

test("names that were kept answer as the ones they were made from", () => {
  const copy = ServiceNames.from(JSON.parse(JSON.stringify(names.toNames())));
  expect(copy.toNames()).toEqual(names.toNames());
  expect(copy.withAddress("10.96.0.11")?.name).toBe("logs");
});
