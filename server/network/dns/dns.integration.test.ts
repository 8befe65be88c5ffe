import dgram from "node:dgram";
import { Resolver } from "node:dns/promises";
import packet from "dns-packet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "@/server/lib/clock";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { anEndpointSlice, aService } from "@/server/objects/builders";
import { freePort } from "@/server/testing/platform";
import { startClusterDns } from "../clusterDns";
import type { Upstream } from "./forward";
import { type DnsServer, listenDns } from "./server";
import { ServiceNames } from "./serviceNames";

const names = new ServiceNames();
let upstreams: readonly Upstream[];
let outside: DnsServer;
let dns: ReturnType<typeof startClusterDns>;
let port: number;
const resolver = new Resolver({ timeout: 1000, tries: 20 });

beforeAll(async () => {
  names.putService(aService("web").build());
  names.putService(
    aService("many")
      .with((draft) => Object.assign(draft.spec, { clusterIP: "None" }))
      .build(),
  );
  const endpoints = Array.from({ length: 90 }, (_, index) => ({ addresses: [`172.20.1.${index + 1}`] }));
  const slice = anEndpointSlice("many-1").labelled({ "kubernetes.io/service-name": "many" });
  names.putSlice(slice.with((draft) => Object.assign(draft, { endpoints })).build());
  outside = await listenDns("127.0.0.1", 0, async (query) => {
    const { id, questions } = packet.decode(query);
    const [{ name = "" } = {}] = questions ?? [];
    return packet.encode({
      type: "response",
      id,
      questions,
      answers: [{ type: "A", name, data: "192.0.2.7", ttl: 60 }],
    });
  });
  upstreams = [{ address: "127.0.0.1", port: outside.port }];
  port = await freePort();
  dns = startClusterDns({
    port,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    findAddress: async () => "127.0.0.1",
    knowledge: () => ({ names, isReachable: () => true }),
    upstreams: () => upstreams,
  });
  resolver.setServers([`127.0.0.1:${port}`]);
});
afterAll(async () => {
  await dns.close();
  await outside.close();
});

test("a service is found by its name", async () => {
  expect(await resolver.resolve4("web.default.svc.cluster.local")).toEqual(["10.96.0.10"]);
});

test("what does not exist is said not to, and what has no such address to have none", async () => {
  await expect(resolver.resolve4("none.default.svc.cluster.local")).rejects.toMatchObject({ code: "ENOTFOUND" });
  await expect(resolver.resolve6("web.default.svc.cluster.local")).rejects.toMatchObject({ code: "ENODATA" });
});

test("more addresses than fit into a packet come whole by TCP", async () => {
  expect(new Set(await resolver.resolve4("many.default.svc.cluster.local")).size).toBe(90);
});

test("other names are asked of the machine's resolvers, and the next one where the first is dead", async () => {
  expect(await resolver.resolve4("example.com")).toEqual(["192.0.2.7"]);
  upstreams = [{ address: "127.0.0.1", port: await freePort() }, ...upstreams];
  expect(await resolver.resolve4("example.org")).toEqual(["192.0.2.7"]);
});

test("without a resolver outside, the asker hears so at once", async () => {
  const known = upstreams;
  upstreams = [];
  await expect(resolver.resolve4("example.net")).rejects.toMatchObject({ code: "ESERVFAIL" });
  upstreams = known;
});

test("what is no question is passed over", async () => {
  const socket = dgram.createSocket("udp4");
  for (const bytes of ["", "x", "\0\x01\x80\0\0\x01garbage that is no packet"])
    await new Promise((resolve) => socket.send(bytes, port, "127.0.0.1", resolve));
  socket.close();
  expect(await resolver.resolve4("web.default.svc.cluster.local")).toEqual(["10.96.0.10"]);
});
