import type { CustomResourceDefinition } from "../types";

/** After Kubernetes' `SetDefaults_CustomResourceDefinitionSpec`, and what its strategy notes of stored versions. */
export function fillCustomResourceDefinition(definition: CustomResourceDefinition): void {
  const { spec } = definition;
  const { names, versions = [] } = spec;
  if (names) {
    names.singular ||= names.kind?.toLowerCase();
    names.listKind ||= names.kind ? `${names.kind}List` : undefined;
  }
  spec.conversion ??= { strategy: "None" };
  const service = spec.conversion.webhook?.clientConfig?.service;
  if (service) service.port ??= 443;
  const stored = new Set(definition.status?.storedVersions ?? []);
  const storage = versions.filter((version) => version.storage).at(-1);
  if (storage?.name) stored.add(storage.name);
  definition.status = {
    conditions: [],
    acceptedNames: { plural: "", kind: "" },
    ...definition.status,
    storedVersions: [...stored],
  };
}
