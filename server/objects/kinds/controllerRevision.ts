import { defineKind } from "../defineKind";
import { controllerOf } from "../meta";
import { schemaOf } from "../schemas";
import type { ControllerRevision } from "../types";
import { validateControllerRevision } from "../validation/controllerRevision";

/** One state that a workload had: what a rollback returns to. */
export const controllerRevision = defineKind({
  group: "apps",
  version: "v1",
  kind: "ControllerRevision",
  plural: "controllerrevisions",
  isNamespaced: true,
  schema: schemaOf("apps.v1.ControllerRevision"),
  fill: (revision) => {
    revision.revision ??= 0;
  },
  check: validateControllerRevision,
  columns: [
    { name: "Controller", type: "string", value: ownerText },
    { name: "Revision", type: "integer", value: ({ revision }) => revision },
  ],
});

/** `statefulset.apps/web`; `<none>` where nobody manages it. */
function ownerText(revision: ControllerRevision): string {
  const owner = controllerOf(revision);
  if (!owner) return "<none>";
  const [group] = owner.apiVersion.includes("/") ? owner.apiVersion.split("/") : [""];
  return `${owner.kind.toLowerCase()}${group ? `.${group}` : ""}/${owner.name}`;
}
