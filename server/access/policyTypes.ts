import type { Subject } from "@/server/cluster/subject";
import type { ClusterError } from "@/server/lib/errors";
import type { KubeObject, PolicyRule } from "@/server/objects/types";

/** What somebody wants to do, in the words of Kubernetes' `ResourceAttributes`. */
export interface Attributes {
  /** A verb of `Cluster`, or one of RBAC's own: `bind`, `escalate`, `impersonate`, `use`. */
  readonly verb: string;
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

/** What somebody wants to reach that is no resource, in the words of Kubernetes' `NonResourceAttributes`. */
export interface PathAttributes {
  /** The method in small letters: `get`. */
  readonly verb: string;
  /** `/version` */
  readonly path: string;
}

/** `undefined` where there was nothing before (create), or will be nothing after (delete). */
export interface Written {
  readonly old?: KubeObject;
  readonly next?: KubeObject;
}

export interface Decision {
  readonly isAllowed: boolean;
  /** Why not, beyond that no rule allows it; or which binding allows it. */
  readonly reason?: string;
  /** Allowed for these objects only: what is read (or about to be written) is held against it. */
  sees?(object: KubeObject): boolean;
  /** Allowed for these contents only: the sentence (or the whole refusal) that says why a write is not among them. */
  refuses?(written: Written): string | ClusterError | undefined;
  /** A write must carry the uid of the object it means: one about an earlier object of that name is dropped. */
  readonly needsUid?: boolean;
}

export interface Policy {
  authorise(subject: Subject, attributes: Attributes): Promise<Decision>;
  authorisePath(subject: Subject, attributes: PathAttributes): Promise<Decision>;
  /** All that a subject may do in a namespace, as far as rules can say it. */
  rulesOf(subject: Subject, namespace: string): Promise<readonly PolicyRule[]>;
}
