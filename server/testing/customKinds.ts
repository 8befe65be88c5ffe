import type { Cluster } from "@/server/cluster/cluster";
import type { Schema } from "@/server/objects/kind";
import type { CustomResourceDefinition, Manifest } from "@/server/objects/types";

type Version = Partial<CustomResourceDefinition["spec"]["versions"][number]>;

/** A definition of Widgets, complete but for what a test is about. */
export function widgets(schema: Schema, more: { readonly version?: Version; readonly spec?: object } = {}): Manifest {
  const version = {
    name: "v1",
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: "object", ...schema } },
    ...more.version,
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget", shortNames: ["wd"] },
      versions: [version],
      ...more.spec,
    },
  };
}

/** The schema of a spec with these fields. */
export function specOf(properties: Readonly<Record<string, Schema>>, more: Schema = {}): Schema {
  return { properties: { spec: { type: "object", properties, ...more } } };
}

export function aWidget(spec: object, metadata: object = {}, more: object = {}): Manifest {
  return {
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "w", namespace: "default", ...metadata },
    spec,
    ...more,
  };
}

/** Makes the definition, and says of it what its controller would: for tests without controllers. */
export async function establish(cluster: Cluster, definition: Manifest): Promise<void> {
  const made = await cluster.create("CustomResourceDefinition", definition);
  const lastTransitionTime = made.metadata.creationTimestamp;
  const said = { status: "True" as const, lastTransitionTime, message: "" };
  const conditions = [
    { type: "NamesAccepted", reason: "NoConflicts", ...said },
    { type: "Established", reason: "InitialNamesAccepted", ...said },
  ];
  const status = { ...made.status, acceptedNames: made.spec.names, conditions, storedVersions: ["v1"] };
  await cluster.update("CustomResourceDefinition", { ...made, status }, { subresource: "status" });
}
