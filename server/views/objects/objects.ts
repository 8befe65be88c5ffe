import { diffObjects } from "@/server/objects/patch/diffObjects";
import { toYaml } from "@/server/objects/yaml";
import { objectInput } from "../inputs";
import { defineView } from "../view";
import { masked } from "./masked";

/** Any object as YAML. A Secret's values are masked: such a text can be read, not applied. */
export const objectsYaml = defineView({
  name: "objects.yaml",
  input: objectInput,
  dependsOn: ({ kind, namespace, name }) => [{ kind, namespace, name }],
  async read(cluster, { kind, ...at }) {
    const object = await cluster.get(kind, at, { masked: true });
    return {
      yaml: toYaml(masked(object)),
      resourceVersion: object.metadata.resourceVersion,
      isMasked: object.kind === "Secret",
    };
  },
});

export interface RevisionDiff {
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const mostRevisions = 50;

/** What an object was, newest first, each with what changed in it; there for deleted objects, too. */
export const objectsHistory = defineView({
  name: "objects.history",
  input: objectInput,
  dependsOn: ({ kind, namespace, name }) => [{ kind, namespace, name }],
  async read(cluster, { kind, ...at }) {
    const revisions = await cluster.history(kind, at, { limit: mostRevisions });
    return {
      revisions: revisions.map(({ resourceVersion, type, atMs, object }, index) => ({
        resourceVersion,
        type,
        at: new Date(atMs).toISOString(),
        yaml: toYaml(masked(object)),
        changes: changesBetween(revisions[index + 1]?.object, object),
      })),
    };
  },
});

function changesBetween(
  before: Parameters<typeof masked>[0] | undefined,
  after: Parameters<typeof masked>[0],
): RevisionDiff[] {
  if (!before) return [];
  return diffObjects(shape(before), shape(after)).map((change) => ({
    path: change.path,
    before: change.before,
    after: change.after,
  }));
}

/** Without what changes at every write. */
function shape(object: Parameters<typeof masked>[0]) {
  const { resourceVersion: _version, generation: _generation, ...metadata } = masked(object).metadata;
  return { ...masked(object), metadata };
}
