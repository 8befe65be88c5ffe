import fs from "node:fs";
import https from "node:https";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { silentLog } from "@/server/lib/log";
import { systemRandom } from "@/server/lib/random";
import { FakeClock } from "@/server/testing/fakeClock";
import { servingNames } from "./names";
import { openCertificates } from "./openCertificates";

const day = 24 * 60 * 60_000;
const place = {
  host: "127.0.0.1",
  addresses: ["127.0.0.1", "192.0.2.7"],
  hostName: "Box",
  serviceRange: "10.96.0.0/16",
};
let folder: string;
let clock: FakeClock;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "ph-tls-"));
  clock = new FakeClock(Date.now());
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function open(changed: Partial<typeof place> = {}) {
  const names = () => servingNames({ ...place, ...changed });
  return openCertificates({ folder, names, clock, random: systemRandom, log: silentLog });
}

describe("the names of a certificate", () => {
  it("are those that pods, this machine and its people call the API by", () => {
    const { dns, ips } = servingNames(place);
    expect(dns).toEqual([
      ...["box", "kubernetes", "kubernetes.default", "kubernetes.default.svc"],
      ...["kubernetes.default.svc.cluster.local", "localhost"],
    ]);
    expect(ips).toEqual(["10.96.0.1", "127.0.0.1", "::1"]);
  });

  it("are all addresses of the machine where the API listens on all", () => {
    expect(servingNames({ ...place, host: "0.0.0.0" }).ips).toContain("192.0.2.7");
  });
});

describe("the certificates", () => {
  it("are trusted by a client that knows the authority, for every name, and by no other client", async () => {
    const { authority, serving } = await open();
    const server = https.createServer({ key: serving.key, cert: serving.certificate }, (_, response) => {
      response.end("trusted");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const ask = (options: https.RequestOptions) =>
      new Promise<string>((resolve) => {
        const request = https.get({ host: "127.0.0.1", port, agent: false, ...options }, (response) => {
          response.once("data", (data: Buffer) => resolve(data.toString()));
        });
        request.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? ""));
      });
    expect(await ask({ ca: authority })).toBe("trusted");
    expect(await ask({ ca: authority, servername: "kubernetes.default.svc" })).toBe("trusted");
    expect(await ask({ ca: authority, servername: "example.com" })).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
    expect(await ask({})).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
    server.close();
  });

  it("are the same ones at the next start, in files of this user's only", async () => {
    const first = await open();
    expect(await open()).toEqual(first);
    for (const file of fs.readdirSync(folder)) expect(fs.statSync(path.join(folder, file)).mode & 0o077).toBe(0);
  });

  it("are renewed under the same authority when they near their end, and when the machine has another name", async () => {
    const first = await open();
    await clock.advance(270 * day);
    expect(await open()).toEqual(first);
    await clock.advance(6 * day);
    const second = await open();
    expect(second.authority).toBe(first.authority);
    expect(second.serving).not.toEqual(first.serving);
    expect((await open({ hostName: "other" })).serving).not.toEqual(second.serving);
  });

  it("are made anew with their authority, when that could not outlive another one", async () => {
    const first = await open();
    await clock.advance((3650 - 400) * day);
    const second = await open();
    expect(second.authority).not.toBe(first.authority);
    expect(await open()).toEqual(second);
  });
});
