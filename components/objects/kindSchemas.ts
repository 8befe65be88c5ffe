import { apiVersionOf, offers, type Schema } from "@/server/objects/kind";
import { builtInKinds } from "@/server/objects/registry";

export interface KindSchema {
  readonly kind: string;
  readonly apiVersion: string;
  readonly schema: Schema;
}

/** The kinds that a manifest may be of, as the engine knows them. */
export const kindSchemas: readonly KindSchema[] = builtInKinds
  .filter((definition) => offers(definition, "create"))
  .map((definition) => ({
    kind: definition.kind,
    apiVersion: apiVersionOf(definition),
    schema: definition.schema,
  }));
