import { controllerReference } from "@/server/objects/meta";
import type { ControllerRevision, KubeObject, Manifest, PodTemplate } from "@/server/objects/types";
import type { Action } from "./actions";
import { canonicalJson, encodeHash, fnv32, isSame } from "./hash";

/** A workload that keeps the templates it had as ControllerRevisions. */
export interface Historic extends KubeObject {
  spec: { template: PodTemplate; revisionHistoryLimit?: number };
  status?: { collisionCount?: number };
}

interface Kept {
  /** The workload's own revisions. */
  readonly revisions: readonly ControllerRevision[];
  /** Whatever has this name in the workload's namespace. */
  readonly named: (name: string) => ControllerRevision | undefined;
}

export interface Update {
  /** `web-6d5f8c4b7`: what the current template is kept as. */
  readonly name: string;
  readonly hash: string;
  /** How often a name had to be passed over, because another template's hash had taken it. */
  readonly collisionCount: number;
  /** That revision, with the number that it is to have: the highest. */
  readonly revision: number;
  readonly isNew: boolean;
  /** Makes the revision, or gives an earlier one the newest number (a rollback). */
  readonly actions: readonly Action[];
}

/** The current template's place in the history, after Kubernetes' `history` package. `labels` are put on a new revision. */
export function updateRevision(
  owner: Historic,
  { revisions, named }: Kept,
  labels: (hash: string) => Record<string, string>,
): Update {
  const data = dataOf(owner.spec.template);
  const highest = Math.max(0, ...revisions.map(({ revision }) => revision));
  const equal = [...revisions].sort(byRevision).findLast((one) => isSame(one.data, data));
  const known = owner.status?.collisionCount ?? 0;
  if (equal) {
    const hash = equal.metadata.name.slice(owner.metadata.name.length + 1);
    const found = { name: equal.metadata.name, hash, collisionCount: known, isNew: false };
    if (equal.revision === highest) return { ...found, revision: highest, actions: [] };
    const object: ControllerRevision = { ...equal, revision: highest + 1 };
    return { ...found, revision: highest + 1, actions: [{ do: "update", kind: "ControllerRevision", object }] };
  }
  let collisionCount = known;
  while (named(revisionName(owner, collisionCount))) collisionCount++;
  const hash = templateHash(owner, collisionCount);
  const name = revisionName(owner, collisionCount);
  const revision = highest + 1;
  const manifest = manifestFor(owner, { name, data, revision, labels: labels(hash) });
  return {
    name,
    hash,
    collisionCount,
    revision,
    isNew: true,
    actions: [{ do: "create", kind: "ControllerRevision", manifest }],
  };
}

/** Of the template; `collisions` makes another one. */
export function templateHash({ spec }: Historic, collisions: number): string {
  return encodeHash(fnv32(`${canonicalJson(spec.template)}${collisions > 0 ? collisions : ""}`));
}

function revisionName(owner: Historic, collisions: number): string {
  return `${owner.metadata.name.slice(0, 223)}-${templateHash(owner, collisions)}`;
}

/** What `kubectl rollout undo` sends back as a patch: the whole template, to replace the one there is. */
function dataOf(template: PodTemplate): { spec: { template: PodTemplate } } {
  return { spec: { template: { ...template, ["$patch" as string]: "replace" } } };
}

/** The template that a revision keeps. */
export function templateIn({ data }: ControllerRevision): PodTemplate | undefined {
  const { template } = (data as { spec?: { template?: PodTemplate & { $patch?: string } } } | undefined)?.spec ?? {};
  if (!template) return undefined;
  const { $patch: _replace, ...kept } = template;
  return kept;
}

interface RevisionParts {
  readonly name: string;
  readonly data: unknown;
  readonly revision: number;
  readonly labels: Record<string, string>;
}

function manifestFor(owner: Historic, { name, data, revision, labels }: RevisionParts): Manifest {
  const { namespace, annotations } = owner.metadata;
  return {
    apiVersion: "apps/v1",
    kind: "ControllerRevision",
    metadata: {
      name,
      namespace,
      labels: { ...owner.spec.template.metadata?.labels, ...labels },
      ...(annotations ? { annotations } : {}),
      ownerReferences: [controllerReference(owner)],
    },
    data,
    revision,
  };
}

export function byRevision(left: ControllerRevision, right: ControllerRevision): number {
  return left.revision - right.revision || (left.metadata.name < right.metadata.name ? -1 : 1);
}

/** Deletes the oldest revisions beyond the limit; those that are in use neither go nor count. */
export function forgetOld(
  owner: Historic,
  revisions: readonly ControllerRevision[],
  isUsed: (revision: ControllerRevision) => boolean,
): Action[] {
  const idle = [...revisions].sort(byRevision).filter((revision) => !isUsed(revision));
  const surplus = Math.max(0, idle.length - (owner.spec.revisionHistoryLimit ?? 10));
  return idle.slice(0, surplus).map((object) => ({ do: "delete", kind: "ControllerRevision", object }));
}
