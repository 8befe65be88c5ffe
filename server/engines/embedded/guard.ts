import { forbidden } from "@/server/access/policy";
import type { Attributes, Written as Contents, Decision } from "@/server/access/policyTypes";
import type { AuditEntry } from "@/server/cluster/audit";
import type { Verb } from "@/server/cluster/cluster";
import type { Subject } from "@/server/cluster/subject";
import { ClusterError, isReason, messageOf } from "@/server/lib/errors";
import { type KindDefinition, offers } from "@/server/objects/kind";
import type { KubeObject } from "@/server/objects/types";
import type { Engine } from "./engine";
import { apart } from "./owners";
import { masked } from "./secrets";

export interface Asked extends Pick<Attributes, "subresource" | "name" | "fieldSelector"> {
  readonly verb: Verb;
  readonly kind: KindDefinition;
  readonly namespace?: string;
}

/** Kubernetes' attributes of a request; a kind without namespaces is asked for at the cluster scope. */
function attributesOf({ kind, namespace, ...asked }: Asked): Attributes {
  return {
    ...asked,
    group: kind.group,
    resource: kind.plural,
    ...(kind.isNamespaced && namespace ? { namespace } : {}),
  };
}

/** What the policy says, for whoever only wants to know. */
export function decide(engine: Engine, subject: Subject, asked: Asked): Promise<Decision> {
  return engine.policy.authorise(subject, attributesOf(asked));
}

/** Throws `Forbidden` unless the subject may. The conditions of the decision are the caller's to keep. */
export async function authorise(engine: Engine, subject: Subject, asked: Asked): Promise<Decision> {
  if (!offers(asked.kind, asked.verb))
    throw new ClusterError("MethodNotAllowed", {
      says: "the server does not allow this method on the requested resource",
    });
  const attributes = attributesOf(asked);
  const decision = await engine.policy.authorise(subject, attributes);
  if (!decision.isAllowed) throw forbidden(subject, attributes, decision.reason);
  return decision;
}

/** Throws `Forbidden` when the decision does not reach this object. */
export function mustSee(decision: Decision, object: KubeObject, who: { subject: Subject; asked: Asked }): void {
  if (decision.sees && !decision.sees(object))
    throw forbidden(who.subject, attributesOf(who.asked), "it is not this subject's own");
}

/** Throws `Forbidden` when the decision does not reach what would be written. */
export function mustNotRefuse(decision: Decision, written: Contents, who: { subject: Subject; asked: Asked }): void {
  const reason = decision.refuses?.(written);
  if (reason instanceof ClusterError) throw reason;
  if (reason) throw forbidden(who.subject, attributesOf(who.asked), reason);
}

const parts = new Set(["system:masters", "system:nodes", "system:gateways", "system:unauthenticated"]);

/** A person or a person's program, whomever it speaks as; not a part of the platform, and not somebody unknown. */
function isPerson(subject: Subject): boolean {
  return subject.impersonatedBy !== undefined || !subject.groups.some((group) => parts.has(group));
}

/** What an act did, for the audit. */
export interface Outcome<T> {
  readonly result: T;
  readonly before?: KubeObject;
  readonly after?: KubeObject;
  /** Where the name was made by the act. */
  readonly name?: string;
}

export type Act = Pick<AuditEntry, "verb" | "namespace" | "name" | "says"> & { readonly kind: KindDefinition };

/**
 * Runs an act, and writes down what a person did: also what was refused and what failed. The audit never decides over
 * the act: what it throws is logged.
 */
export async function audited<T>(
  { engine, subject }: { engine: Engine; subject: Subject },
  act: Act,
  run: () => Promise<Outcome<T>>,
): Promise<T> {
  if (!isPerson(subject)) return (await run()).result;
  try {
    const { result, before, after, name } = await run();
    record(engine, subject, { ...entry(act, name), outcome: "succeeded", before: hide(before), after: hide(after) });
    return result;
  } catch (error) {
    const outcome = isReason(error, "Forbidden") ? "refused" : "failed";
    record(engine, subject, { ...entry(act), outcome, says: messageOf(error) });
    throw error;
  }
}

function entry({ kind, ...act }: Act, madeName?: string) {
  return { ...act, kind: kind.kind, name: madeName ?? act.name };
}

/** Neither what is secret nor who owns which field, which is no part of what was done. */
function hide(object: KubeObject | undefined): KubeObject | undefined {
  return object && apart(masked(object)).object;
}

function record(engine: Engine, subject: Subject, entry: Omit<AuditEntry, "at" | "subject" | "via">): void {
  const lost = (error: unknown) =>
    engine.log.error({ error, entry: { ...entry, before: undefined, after: undefined } }, "an audit entry was lost");
  const who = subject.impersonatedBy ? `${subject.impersonatedBy} as ${subject.name}` : subject.name;
  const whole = { at: engine.clock.now(), subject: who, ...(subject.via && { via: subject.via }), ...entry };
  try {
    Promise.resolve(engine.audit.write(whole)).catch(lost);
  } catch (error) {
    lost(error);
  }
}
