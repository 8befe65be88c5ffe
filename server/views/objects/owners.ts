import type { Fields } from "@/server/objects/patch/fieldSet";
import { pathsOf } from "@/server/objects/patch/fieldsV1";
import { objectInput } from "../inputs";
import { defineView } from "../view";

/** Who set which fields of an object, and when: the last writer first. Names of fields only, never values of a Secret. */
export const objectsOwners = defineView({
  name: "objects.owners",
  input: objectInput,
  dependsOn: ({ kind, namespace, name }) => [{ kind, namespace, name }],
  async read(cluster, { kind, ...at }) {
    const { metadata } = await cluster.get(kind, at, { masked: true });
    const owners = (metadata.managedFields ?? []).map(({ manager, operation, subresource, time, fieldsV1 }) => ({
      manager,
      operation,
      ...(subresource && { subresource }),
      ...(time && { at: time }),
      fields: fieldNames(fieldsV1),
    }));
    return { owners: owners.toSorted((a, b) => (b.at ?? "").localeCompare(a.at ?? "")) };
  },
});

/** The fields as a person would name them: `spec.replicas`; one that holds others is told by those. */
export function fieldNames(fields: Fields): string[] {
  const paths = pathsOf(fields).toSorted();
  const isHolder = (path: string, next = "") => next.startsWith(path) && /^[.[]/.test(next.slice(path.length));
  return paths.filter((path, index) => !isHolder(path, paths[index + 1])).map((path) => path.replace(/^\./, ""));
}
