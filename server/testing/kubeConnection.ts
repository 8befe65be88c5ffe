import fs from "node:fs";
import path from "node:path";
import { parse } from "yaml";

interface KubeConfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[];
  readonly users: readonly { readonly user: Readonly<Record<string, string>> }[];
}

/** How one comes to an API server, and as whom. */
export interface KubeConnection {
  readonly server: string;
  readonly tls: { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };
  readonly headers: Readonly<Record<string, string>>;
}

/** By the first cluster and the first user of a kubeconfig, whose certificates are in it or in files beside it. */
export function connectionOf(kubeconfig: string): KubeConnection {
  const config = parse(fs.readFileSync(kubeconfig, "utf8")) as KubeConfig;
  const { cluster } = config.clusters[0] ?? {};
  const { user } = config.users[0] ?? {};
  if (!cluster?.server || !user) throw new Error(`${kubeconfig} names no cluster and user`);
  const bytes = (of: Readonly<Record<string, string>>, name: string) => {
    const [data, file] = [of[`${name}-data`], of[name]];
    if (data) return Buffer.from(data, "base64");
    return file ? fs.readFileSync(path.resolve(path.dirname(kubeconfig), file)) : undefined;
  };
  const [ca, cert, key] = [
    bytes(cluster, "certificate-authority"),
    bytes(user, "client-certificate"),
    bytes(user, "client-key"),
  ];
  return {
    server: cluster.server,
    tls: { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) },
    headers: user.token ? { authorization: `Bearer ${user.token}` } : {},
  };
}
