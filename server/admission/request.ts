import type { WrittenSubresource } from "@/server/cluster/cluster";
import type { Subject } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import type { Random } from "@/server/lib/random";
import type { KindDefinition } from "@/server/objects/kind";
import type { ManagedFieldsEntry } from "@/server/objects/patch/managedFieldsEntry";
import type { ResourceAct } from "@/server/objects/rbac/rules";
import type { KindRegistry } from "@/server/objects/registry";
import type { KubeObject, Manifest } from "@/server/objects/types";
import type { Reservations } from "./reservations";
import type { CallWebhook } from "./webhooks/client";

/** One write on its way in. */
export interface AdmissionRequest {
  readonly verb: "create" | "update" | "delete";
  readonly kind: KindDefinition;
  /** What was handed in, whole (a patch was applied before); `metadata.namespace` is where the request went. */
  readonly object: KubeObject | Manifest;
  /** What is stored; there on update and delete. */
  readonly old?: KubeObject;
  readonly subresource?: WrittenSubresource;
  readonly subject: Subject;
  readonly dryRun: boolean;
  /** Tells the writer what did not keep the write from being made. */
  readonly warn?: (text: string) => void;
  /** Whose the fields are that it sets; left out where nobody keeps account. */
  readonly owners?: FieldOwners;
}

/** What a write says of the owners of fields; object and `old` come without theirs. */
export interface FieldOwners {
  readonly manager: string;
  /** The stored object's. */
  readonly live?: readonly ManagedFieldsEntry[];
  /** As the writer sent them, whatever that is. */
  readonly sent?: unknown;
  /** What an apply has made of them: final. */
  readonly applied?: readonly ManagedFieldsEntry[];
}

/** What admission may ask of the engine; `resource` is a GroupResource (`pods`, `deployments.apps`). */
export interface Lookups {
  get(resource: string, at: { readonly namespace?: string; readonly name: string }): Promise<KubeObject | undefined>;
  list(resource: string, namespace?: string): Promise<readonly KubeObject[]>;
}

/** What lasts from one write to the next; made once by the engine. */
export interface AdmissionContext {
  readonly lookups: Lookups;
  /** Whether the policy gives a subject a right that is more than the write itself, in RBAC's words. */
  may(subject: Subject, act: ResourceAct & { readonly namespace?: string }): Promise<boolean>;
  readonly registry: KindRegistry;
  readonly clock: Clock;
  readonly random: Random;
  readonly reservations: Reservations;
  /** Absent where no webhook can be reached: one that must be asked then fails. */
  readonly callWebhook?: CallWebhook;
  /** There is a controller that makes each namespace's `default` ServiceAccount: so long a pod waits for it. */
  readonly accounts?: { readonly waitMs: number };
  /** Where services' virtual addresses come from; `10.96.0.0/12` unless told. */
  readonly serviceRange?: string;
  /** First and last node port; 30000–32767 unless told. */
  readonly nodePortRange?: readonly [first: number, last: number];
}

/** One thing that every write passes: gives the object on, changed or not, or throws a `ClusterError`. */
export interface AdmissionStep {
  readonly name: string;
  admit(object: KubeObject, request: AdmissionRequest, context: AdmissionContext): KubeObject | Promise<KubeObject>;
}
