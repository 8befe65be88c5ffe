import fs from "node:fs";
import https from "node:https";
import { isIPv4 } from "node:net";
import os from "node:os";
import path from "node:path";
import { kubeconfigOf, urlHost } from "@/server/access/kubeconfig";
import type { ApiDoor } from "@/server/api/services";
import type { ApiPlace } from "@/server/controllers/bootstrap/apiService";
import type { KubeApi } from "@/server/kubeapi/createKubeApi";
import { firstAddressOf, isEveryAddress, servingNames } from "@/server/kubeapi/tls/names";
import { openCertificates } from "@/server/kubeapi/tls/openCertificates";
import { messageOf } from "@/server/lib/errors";
import { ensureToken } from "@/server/supervisor/folders";
import { serviceRangeOf, type Tools } from "./engine";

export interface ApiPort extends ApiDoor {
  /** As programs of this machine call it: `https://127.0.0.1:6443`. */
  readonly url: string;
  close(): void;
}

/** Go's clients drop an idle connection after 90 s: a server that waits longer never cuts one that is being used. */
const keepAliveMs = 120_000;
const renewalMs = 12 * 60 * 60_000;

/** Opens the Kubernetes API for everybody's programs: TLS by an authority of our own, and a kubeconfig that knows it. */
export async function openApiPort(tools: Tools, api: KubeApi): Promise<ApiPort> {
  const { settings, clock, log } = tools;
  const names = () => servingNames(placeOf(tools));
  const open = () => openCertificates({ ...tools, folder: tools.folders.secrets, names });
  let certificates = await open();
  const server = https.createServer(contextOf(certificates), api.listener);
  server.on("upgrade", api.upgrade).keepAliveTimeout = keepAliveMs;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(settings.apiPort, settings.host, resolve);
  });
  const host = isEveryAddress(settings.host) ? undefined : settings.host;
  const url = `https://${urlHost(host ?? "127.0.0.1")}:${settings.apiPort}`;
  const told = () => writeKubeconfig(tools, url, certificates.authority);
  told();
  const cancel = clock.every(renewalMs, () => {
    open().then(
      (opened) => {
        certificates = opened;
        server.setSecureContext(contextOf(opened));
        told();
      },
      (error) => log.error({ error: messageOf(error) }, "the certificate of the API could not be looked after"),
    );
  });
  return {
    url,
    host,
    port: settings.apiPort,
    authority: () => certificates.authority,
    hasName: (name) => Object.values(names()).some((list) => list.includes(name.toLowerCase())),
    close: () => {
      cancel();
      server.close();
    },
  };
}

function contextOf({ serving }: Awaited<ReturnType<typeof openCertificates>>) {
  return { key: serving.key, cert: serving.certificate, minVersion: "TLSv1.2" } as const;
}

function placeOf({ settings }: Tools) {
  const interfaces = Object.values(os.networkInterfaces()).flatMap((list) => list ?? []);
  return {
    host: settings.host,
    addresses: interfaces.map(({ address }) => address),
    hostName: os.hostname(),
    serviceRange: serviceRangeOf(settings.runtime),
  };
}

/** Where the Service `kubernetes` leads. */
export function apiPlaceOf({ settings }: Tools): ApiPlace {
  const { host, apiPort, runtime } = settings;
  const address = isIPv4(host) && !isEveryAddress(host) ? host : "127.0.0.1";
  return { serviceAddress: firstAddressOf(serviceRangeOf(runtime)), address, port: apiPort };
}

/** For whoever can read the data folder, who is its administrator; written only when it differs, and never seen in half. */
function writeKubeconfig({ folders }: Tools, server: string, authority: string): void {
  const file = path.join(folders.data, "kubeconfig");
  const token = ensureToken(folders, "admin");
  const text = kubeconfigOf({ server, authority, user: "local-administrator", token });
  if (fs.existsSync(file) && fs.readFileSync(file, "utf8") === text) return;
  const draft = `${file}.new`;
  fs.writeFileSync(draft, text, { mode: 0o600, flush: true });
  fs.renameSync(draft, file);
}
