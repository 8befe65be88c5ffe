import type { Verb } from "@/server/cluster/cluster";
import type { Subject } from "@/server/cluster/subject";
import type { KubeObject } from "@/server/objects/types";

/** What somebody wants to do, in the words of Kubernetes' `ResourceAttributes`. */
export interface Attributes {
  readonly verb: Verb;
  /** "" for the core group. */
  readonly group: string;
  /** The plural: `deployments`. */
  readonly resource: string;
  readonly subresource?: string;
  /** Absent at the cluster scope, and for a list of all namespaces. */
  readonly namespace?: string;
  /** Absent for list, watch, and create by generateName. */
  readonly name?: string;
  readonly fieldSelector?: string;
}

/** `undefined` where there was nothing before (create), or will be nothing after (delete). */
export interface Written {
  readonly old?: KubeObject;
  readonly next?: KubeObject;
}

export interface Decision {
  readonly isAllowed: boolean;
  /** Why not, beyond that no rule allows it. */
  readonly reason?: string;
  /** Allowed for these objects only: what is read (or about to be written) is held against it. */
  sees?(object: KubeObject): boolean;
  /** Allowed for these contents only: the sentence that says why a write is not among them. */
  refuses?(written: Written): string | undefined;
  /** A write must carry the uid of the object it means: one about an earlier object of that name is dropped. */
  readonly needsUid?: boolean;
}

export interface Policy {
  authorise(subject: Subject, attributes: Attributes): Promise<Decision>;
}
