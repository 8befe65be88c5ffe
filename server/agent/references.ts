import type { Cluster } from "@/server/cluster/cluster";
import type { Clock } from "@/server/lib/clock";
import { isReason } from "@/server/lib/errors";
import { type ReferredKind, refersTo } from "@/server/objects/podReferences";
import type { ConfigMap, ObjectOf, PersistentVolume, PersistentVolumeClaim, Pod, Secret } from "@/server/objects/types";

type Referred = "ConfigMap" | "Secret" | "PersistentVolumeClaim" | "PersistentVolume";

/** What pods refer to by name. Undefined when it is not there. */
export interface References {
  configMap(namespace: string, name: string): Promise<ConfigMap | undefined>;
  secret(namespace: string, name: string): Promise<Secret | undefined>;
  claim(namespace: string, name: string): Promise<PersistentVolumeClaim | undefined>;
  volume(name: string): Promise<PersistentVolume | undefined>;
  /** A token by which the pod speaks as its service account; the same one until a fifth of its time is left. */
  token(pod: Pod, wanted: TokenWanted): Promise<string>;
  /** Forgets what none of these pods refers to: they are all that run here. */
  keepFor(pods: readonly Pod[]): void;
}

/** The same references for a short while in which nothing is read twice: many pods refer to the same objects. */
export function readOnce(references: References): References {
  const reads = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, read: () => Promise<T>): Promise<T> => {
    const running = (reads.get(key) as Promise<T> | undefined) ?? read();
    reads.set(key, running);
    return running;
  };
  return {
    ...references,
    configMap: (namespace, name) => once(`ConfigMap/${namespace}/${name}`, () => references.configMap(namespace, name)),
    secret: (namespace, name) => once(`Secret/${namespace}/${name}`, () => references.secret(namespace, name)),
    claim: (namespace, name) => once(`Claim/${namespace}/${name}`, () => references.claim(namespace, name)),
    volume: (name) => once(`Volume/${name}`, () => references.volume(name)),
  };
}

export interface TokenWanted {
  /** The cluster's API when left out. */
  readonly audience?: string;
  readonly expirationSeconds: number;
}

interface KnownToken {
  /** The pod that it speaks for. */
  readonly uid: string;
  readonly token: string;
  readonly renewAtMs: number;
  readonly expiresAtMs: number;
}

/** A token is asked for anew when this much of its time has passed, or after a day. */
const renewShare = 0.8;
const renewMs = 24 * 60 * 60_000;

/**
 * Reads from the cluster, and keeps the last answers in memory (never on disk), so that a container can be started
 * again while the control plane is away.
 */
export function openReferences(cluster: Cluster, clock: Clock): References {
  const tokens = new Map<string, KnownToken>();
  async function token(pod: Pod, wanted: TokenWanted): Promise<string> {
    const { namespace = "", uid } = pod.metadata;
    const key = `${namespace}/${uid}/${wanted.audience ?? ""}/${wanted.expirationSeconds}`;
    const nowMs = clock.now();
    for (const [other, { expiresAtMs }] of tokens) if (expiresAtMs <= nowMs) tokens.delete(other);
    const kept = tokens.get(key);
    if (kept && kept.renewAtMs > nowMs) return kept.token;
    try {
      const made = await newToken(cluster, pod, wanted);
      const passes = Math.min(renewMs, (made.expiresAtMs - nowMs) * renewShare);
      tokens.set(key, { ...made, uid, renewAtMs: nowMs + passes });
      return made.token;
    } catch (error) {
      if (kept && !isReason(error, "Forbidden", "Unauthorized", "NotFound")) return kept.token;
      throw error;
    }
  }

  const known = new Map<string, ObjectOf<Referred>>();
  async function read<K extends Referred>(kind: K, namespace: string, name: string) {
    const key = `${namespace}/${kind}/${name}`;
    try {
      const object = await cluster.get(kind, namespace === "" ? { name } : { namespace, name });
      known.set(key, object);
      return object;
    } catch (error) {
      if (isReason(error, "NotFound")) {
        known.delete(key);
        return undefined;
      }
      const last = known.get(key);
      if (last && !isReason(error, "Forbidden", "Unauthorized")) return last;
      throw error;
    }
  }
  return {
    configMap: async (namespace, name) => (await read("ConfigMap", namespace, name)) as ConfigMap | undefined,
    secret: async (namespace, name) => (await read("Secret", namespace, name)) as Secret | undefined,
    claim: async (namespace, name) =>
      (await read("PersistentVolumeClaim", namespace, name)) as PersistentVolumeClaim | undefined,
    volume: async (name) => (await read("PersistentVolume", "", name)) as PersistentVolume | undefined,
    token,
    keepFor(pods) {
      const uids = new Set(pods.map(({ metadata }) => metadata.uid));
      for (const [key, { uid }] of tokens) if (!uids.has(uid)) tokens.delete(key);
      const bound = new Set([...known.values()].map((object) => volumeOf(object)));
      for (const [key, object] of known) if (!isReferredTo(object, pods, bound)) known.delete(key);
    },
  };
}

function volumeOf(object: ObjectOf<Referred>): string | undefined {
  return object.kind === "PersistentVolumeClaim" ? (object as PersistentVolumeClaim).spec.volumeName : undefined;
}

/** A volume is referred to by a claim that is known; one that has just been forgotten takes it along the next time. */
function isReferredTo(
  { kind, metadata: { namespace, name } }: ObjectOf<Referred>,
  pods: readonly Pod[],
  bound: ReadonlySet<string | undefined>,
): boolean {
  if (kind === "PersistentVolume") return bound.has(name);
  return pods.some((pod) => pod.metadata.namespace === namespace && refersTo(pod, kind as ReferredKind, name));
}

/** Bound to the pod, so that it is worth nothing once the pod is gone. */
async function newToken(
  cluster: Cluster,
  pod: Pod,
  { audience, expirationSeconds }: TokenWanted,
): Promise<Pick<KnownToken, "token" | "expiresAtMs">> {
  const { namespace, name, uid } = pod.metadata;
  const question = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    metadata: {},
    spec: {
      ...(audience && { audiences: [audience] }),
      expirationSeconds,
      boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
    },
  };
  const { status } = await cluster.ask(question, { namespace, name: pod.spec.serviceAccountName ?? "default" });
  const { token, expirationTimestamp } = status as { token: string; expirationTimestamp: string };
  return { token, expiresAtMs: Date.parse(expirationTimestamp) };
}
