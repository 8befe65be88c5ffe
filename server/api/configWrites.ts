import type { Cluster } from "@/server/cluster/cluster";
import { ClusterError } from "@/server/lib/errors";
import type { Manifest } from "@/server/objects/types";
import type { Context } from "./context";
import { type Written, written } from "./written";

type Values = Readonly<Record<string, string>>;

interface Given {
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Values;
  readonly data: Values;
  readonly resourceVersion?: string;
}

export async function writeConfigMap(cluster: Cluster, input: Given, how: "create" | "update"): Promise<Written> {
  const { namespace, name, data } = input;
  if (how === "create") {
    const made = await cluster.create("ConfigMap", manifestOf("ConfigMap", input, { data }));
    return written(made, "ConfigMap");
  }
  const current = await cluster.get("ConfigMap", { namespace, name });
  const { metadata, ...rest } = current;
  const next = { ...metadata, resourceVersion: input.resourceVersion ?? metadata.resourceVersion };
  const updated = { ...rest, data: { ...data }, metadata: withLabels(next, input.labels) };
  return written(await cluster.update("ConfigMap", updated), "ConfigMap");
}

export async function writeSecret(
  cluster: Cluster,
  input: Given & { readonly type?: string; readonly removed?: readonly string[] },
  how: "create" | "update",
): Promise<Written> {
  const { namespace, name, data, type = "Opaque" } = input;
  if (how === "create")
    return written(
      await cluster.create("Secret", manifestOf("Secret", input, { type, data: encoded(data) })),
      "Secret",
    );
  const removed = Object.fromEntries((input.removed ?? []).map((key) => [key, null]));
  const body = {
    metadata: { resourceVersion: input.resourceVersion, ...(input.labels && { labels: input.labels }) },
    data: { ...encoded(data), ...removed },
  };
  return written(await cluster.patch("Secret", { namespace, name }, { type: "merge", body }), "Secret");
}

/** Reads in the subject's name: policy and audit are the cluster's. */
export async function revealSecret(
  { cluster }: Context,
  { namespace, name, keys }: { namespace: string; name: string; keys?: readonly string[] },
): Promise<{ values: Record<string, string>; binary: string[] }> {
  const secret = await cluster.get("Secret", { namespace, name });
  const values: Record<string, string> = {};
  const binary: string[] = [];
  for (const [key, base64] of Object.entries(secret.data ?? {})) {
    if (keys && !keys.includes(key)) continue;
    const bytes = Buffer.from(base64, "base64");
    const text = bytes.toString("utf8");
    if (Buffer.from(text, "utf8").equals(bytes)) values[key] = text;
    else binary.push(key);
  }
  const missing = (keys ?? []).find((key) => !(key in values) && !binary.includes(key));
  if (missing !== undefined)
    throw new ClusterError("NotFound", { says: `The Secret ${namespace}/${name} has no key "${missing}".` });
  return { values, binary };
}

function manifestOf(kind: string, { namespace, name, labels }: Given, rest: object): Manifest {
  return { apiVersion: "v1", kind, metadata: { namespace, name, ...(labels && { labels: { ...labels } }) }, ...rest };
}

function withLabels<M extends object>(metadata: M, labels: Values | undefined): M {
  return labels ? { ...metadata, labels: { ...labels } } : metadata;
}

function encoded(data: Values): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString("base64")]));
}
