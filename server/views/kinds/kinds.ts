import * as z from "zod";
import { apiVersionOf, type KindDefinition, qualifiedKind, type Schema } from "@/server/objects/kind";
import { nothing } from "../inputs";
import { defineView } from "../view";

const definitions = [{ kind: "CustomResourceDefinition" }];

/** The kinds that others brought, each once. */
export const kindsList = defineView({
  name: "kinds.list",
  input: nothing,
  dependsOn: () => definitions,
  async read(cluster) {
    const custom = cluster.kinds().filter((kind) => kind.custom);
    const rows = custom
      .filter((kind) => !kind.isAlternative)
      .map((kind) => ({
        key: qualifiedKind(kind),
        kind: qualifiedKind(kind),
        name: kind.kind,
        group: kind.group,
        versions: custom
          .filter((other) => other.custom?.definition === kind.custom?.definition)
          .map(({ version }) => version),
        isNamespaced: kind.isNamespaced,
      }));
    return { rows: rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)) };
  },
});

/** What an editor must know of custom kinds: their schemas, without what every object has. */
export const kindsSchemas = defineView({
  name: "kinds.schemas",
  input: z.object({}).default({}),
  dependsOn: () => definitions,
  async read(cluster) {
    const custom = cluster.kinds().filter((kind) => kind.custom);
    return {
      schemas: custom.map((kind) => ({ kind: kind.kind, apiVersion: apiVersionOf(kind), schema: ownSchema(kind) })),
    };
  },
});

function ownSchema({ schema }: KindDefinition): Schema {
  const { definitions: _shared, ...own } = schema;
  return own;
}
