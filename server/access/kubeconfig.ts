import * as yaml from "yaml";

export interface KubeconfigOptions {
  /** `https://127.0.0.1:6443`. */
  readonly server: string;
  /** The certificate authority that the server is signed by, as PEM. */
  readonly authority: string;
  /** A name that the certificate has, for a server that is called by another one. */
  readonly serverName?: string;
  /** Of the user, as it is shown by `kubectl config view`. */
  readonly user: string;
  readonly token: string;
}

/** A whole kubeconfig, as kubectl, Helm and the client libraries read it: nothing beside it is needed. */
export function kubeconfigOf({ server, authority, serverName, user, token }: KubeconfigOptions): string {
  const cluster = {
    server,
    ...(serverName && { "tls-server-name": serverName }),
    "certificate-authority-data": Buffer.from(authority).toString("base64"),
  };
  return yaml.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      clusters: [{ name: "pilothouse", cluster }],
      users: [{ name: user, user: { token } }],
      contexts: [{ name: "pilothouse", context: { cluster: "pilothouse", user, namespace: "default" } }],
      "current-context": "pilothouse",
    },
    { lineWidth: 0 },
  );
}

/** The address as it stands in a URL. */
export function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
