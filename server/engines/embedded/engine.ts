import type { Identify } from "@/server/access/identify";
import type { Policy } from "@/server/access/policyTypes";
import type { ServiceTokens } from "@/server/access/serviceTokens";
import type { AdmissionContext } from "@/server/admission/request";
import type { Audit } from "@/server/cluster/audit";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import { groupResource, type KindDefinition } from "@/server/objects/kind";
import type { KindRegistry } from "@/server/objects/registry";
import type { KubeObject } from "@/server/objects/types";
import type { Key, Store } from "@/server/store/store";
import type { AgentDirectory } from "./agentClient";
import type { LiveKinds } from "./liveKinds";
import type { Locks } from "./locks";
import type { Pages } from "./pages";
import { badRequest } from "./refusals";
import type { SecretBox } from "./secrets";

/** What all verbs share. */
export interface Engine {
  readonly name: string;
  /** As it is now: custom kinds come and go. */
  readonly registry: KindRegistry;
  readonly kinds: LiveKinds;
  readonly store: Store;
  /** For kinds of storage `memory` (heartbeats): what is in it may be lost. */
  readonly memory: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly policy: Policy;
  readonly audit: Audit;
  readonly secrets: SecretBox;
  /** What signs the tokens of service accounts; without it, there are none. */
  readonly tokens?: ServiceTokens;
  /** Whose token a text is, and for which of the audiences; or a sentence that says why nobody's. */
  readonly identify: Identify;
  readonly agents: AgentDirectory;
  readonly admission: AdmissionContext;
  readonly locks: Locks;
  readonly pages: Pages;
}

export function storeOf(engine: Engine, kind: KindDefinition): Store {
  return kind.storage === "memory" ? engine.memory : engine.store;
}

/** The kind by its name in manifests; throws `BadRequest` for one that the engine does not know. */
export function kindOf(engine: Engine, kind: string): KindDefinition {
  const found = engine.registry.byKind(kind);
  if (!found) throw badRequest(`no matches for kind "${kind}"`);
  return found;
}

/** Throws `BadRequest` when a namespace is missing; one that is given to a kind without namespaces is left out. */
export function keyOf(kind: KindDefinition, at: { readonly namespace?: string; readonly name: string }): Key {
  if (at.name === "") throw badRequest(`the name of a ${kind.kind} is missing`);
  if (!kind.isNamespaced) return { resource: groupResource(kind), namespace: "", name: at.name };
  if (!at.namespace) throw badRequest(`an empty namespace may not be set: a ${kind.kind} lies in a namespace`);
  return { resource: groupResource(kind), namespace: at.namespace, name: at.name };
}

export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion);
}

/** A resourceVersion that somebody handed in, as the store counts them. Throws `BadRequest`. */
export function parseRevision(text: string): number {
  if (/^\d{1,16}$/.test(text)) return Number(text);
  throw badRequest(`Invalid value: "${text}": resourceVersion must be a number that this cluster gave out`);
}
