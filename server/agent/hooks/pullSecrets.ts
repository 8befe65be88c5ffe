import type { Pod, Secret } from "@/server/objects/types";
import type { References } from "../references";
import type { RegistryLogin } from "../runtime/runtime";

/** The logins of a pod's pull secrets for one image, the most specific first; and the secrets that are not there. */
export async function loginsFor(
  image: string,
  pod: Pod,
  references: References,
): Promise<{ readonly logins: readonly RegistryLogin[]; readonly missing: readonly string[] }> {
  const names = (pod.spec.imagePullSecrets ?? []).flatMap(({ name }) => name || []);
  const secrets = await Promise.all(names.map((name) => references.secret(pod.metadata.namespace ?? "", name)));
  const found = secrets.filter((secret) => secret !== undefined);
  return { logins: matchingLogins(image, found), missing: names.filter((_name, index) => !secrets[index]) };
}

interface Entry {
  readonly auth?: string;
  readonly username?: string;
  readonly password?: string;
  readonly identitytoken?: string;
}

/** As Kubernetes' credential provider: by host (`*` for one label), port and the beginning of the path. */
export function matchingLogins(image: string, secrets: readonly Secret[]): RegistryLogin[] {
  const { host, path } = placeOf(image);
  const entries = secrets.flatMap(entriesOf).map(([key, entry]) => ({ ...keyOf(key), entry }));
  return entries
    .filter((one) => isHost(one.host, host) && isUnder(path, one.path))
    .toSorted((left, right) => right.path.length - left.path.length)
    .flatMap(({ entry }) => loginOf(entry, host));
}

const dockerHub = "index.docker.io";

function placeOf(image: string): { host: string; path: string } {
  const [first = "", ...rest] = image.split("/");
  const hasHost = rest.length > 0 && (/[.:]/.test(first) || first === "localhost");
  return hasHost ? { host: normal(first), path: rest.join("/") } : { host: dockerHub, path: image };
}

function normal(host: string): string {
  return host === "docker.io" || host === "registry-1.docker.io" ? dockerHub : host;
}

/** `https://registry.example.com:5000/team/v2/` → host with its port, and the path without the API's version. */
function keyOf(key: string): { host: string; path: string } {
  const [host = "", ...rest] = key.replace(/^https?:\/\//, "").split("/");
  const path = rest.join("/").replace(/(^|\/)v[12]\/?$/, "");
  return { host: normal(host), path: path.replace(/\/$/, "") };
}

function isHost(wanted: string, host: string): boolean {
  const [left, right] = [wanted.split("."), host.split(".")];
  return left.length === right.length && left.every((label, index) => label === "*" || label === right[index]);
}

function isUnder(path: string, prefix: string): boolean {
  return prefix === "" || path === prefix || path.startsWith(`${prefix}/`);
}

/** Both shapes that Docker has written its logins in; a secret of neither holds none. */
function entriesOf({ data = {} }: Secret): [string, Entry][] {
  const [whole, old] = [parsed(data[".dockerconfigjson"]), parsed(data[".dockercfg"])];
  const auths = isMap(whole) ? whole.auths : old;
  return isMap(auths) ? Object.entries(auths).filter((pair): pair is [string, Entry] => isMap(pair[1])) : [];
}

function parsed(base64: string | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(base64 ?? "", "base64").toString());
  } catch {
    return undefined;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function loginOf({ auth, username, password, identitytoken }: Entry, serverAddress: string): RegistryLogin[] {
  if (identitytoken) return [{ serverAddress, identityToken: identitytoken }];
  if (username && password !== undefined) return [{ serverAddress, username, password }];
  const [, name, word] = /^([^:]+):(.*)$/s.exec(Buffer.from(auth ?? "", "base64").toString()) ?? [];
  return name !== undefined && word !== undefined ? [{ serverAddress, username: name, password: word }] : [];
}
