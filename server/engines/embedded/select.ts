import { parseFieldSelector } from "@/server/objects/fieldSelector";
import type { KindDefinition } from "@/server/objects/kind";
import { parseLabelSelector } from "@/server/objects/labelSelector";
import type { KubeObject } from "@/server/objects/types";

export interface Selection {
  /** Undefined when everything is selected. */
  readonly matches: ((object: KubeObject) => boolean) | undefined;
  /** The one name that the field selector allows, if it names one. */
  readonly name: string | undefined;
}

interface Selectors {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** Both selectors as one predicate. Throws `BadRequest` for what cannot be read. */
export function selection(kind: KindDefinition, { labelSelector = "", fieldSelector = "" }: Selectors): Selection {
  const byLabels = labelSelector.trim() === "" ? undefined : parseLabelSelector(labelSelector);
  const fields = fieldSelector === "" ? undefined : parseFieldSelector(fieldSelector, kind);
  const byFields = fields?.matches;
  const name = fields?.name;
  if (!byLabels) return { matches: byFields, name };
  if (!byFields) return { matches: (object) => byLabels(object.metadata.labels), name };
  return { matches: (object) => byFields(object) && byLabels(object.metadata.labels), name };
}
