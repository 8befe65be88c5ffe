import { timestamp } from "@/server/lib/clock";
import type { Random } from "@/server/lib/random";
import type { KubeObject, Metadata } from "@/server/objects/types";
import type { AdmissionStep } from "../request";

const longestPrefix = 58;
const suffixLength = 5;

/** What identifies an object is the platform's to write: given at creation, and kept from then on. */
export const metadata: AdmissionStep = {
  name: "metadata",
  admit(object, { kind, old, verb }, { clock, random }) {
    const { selfLink: _link, ...given } = object.metadata;
    const scoped = kind.isNamespaced ? given : { ...given, namespace: given.namespace || undefined };
    if (verb === "update" && old) return { ...object, metadata: kept(scoped, old.metadata) };
    return { ...object, metadata: made(scoped, { uid: random.uuid(), creationTimestamp: timestamp(clock) }, random) };
  },
};

type Identity = Pick<Metadata, "uid" | "creationTimestamp">;

function made(given: KubeObject["metadata"], identity: Identity, random: Random): Metadata {
  const {
    deletionTimestamp: _deleted,
    deletionGracePeriodSeconds: _grace,
    generation: _generation,
    resourceVersion: _revision,
    ...rest
  } = given;
  const name = given.name || (given.generateName ? generated(given.generateName, random) : "");
  return { ...rest, name, ...identity, resourceVersion: "" };
}

/** As Kubernetes' `SimpleNameGenerator`. */
function generated(prefix: string, random: Random): string {
  return prefix.slice(0, longestPrefix) + random.suffix(suffixLength);
}

/** A writer may leave out what it does not know, and cannot change it. Name and namespace are validated, not replaced. */
function kept(given: KubeObject["metadata"], old: Metadata): Metadata {
  const { uid, creationTimestamp, resourceVersion, generation, deletionTimestamp, deletionGracePeriodSeconds } = old;
  const { generation: _g, deletionTimestamp: _d, deletionGracePeriodSeconds: _s, ...rest } = given;
  return {
    ...rest,
    name: given.name || old.name,
    ...(old.namespace === undefined ? {} : { namespace: given.namespace || old.namespace }),
    ...(old.generateName === undefined ? {} : { generateName: old.generateName }),
    uid,
    creationTimestamp,
    resourceVersion,
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
    ...(deletionGracePeriodSeconds === undefined ? {} : { deletionGracePeriodSeconds }),
  };
}
