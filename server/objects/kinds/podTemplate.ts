import { mapText, nameColumn, templateColumns } from "../columns";
import { fillTemplate } from "../defaults/podSpec";
import { defineKind } from "../defineKind";
import type { Column } from "../kind";
import { schemaOf } from "../schemas";
import type { KubeObject, PodTemplate, PodTemplateObject } from "../types";
import { validateTemplate } from "../validation/template";

const templateOf = (object: KubeObject): PodTemplate | undefined => (object as PodTemplateObject).template;
const shown: readonly Column[] = templateColumns((object) => ({ containers: templateOf(object)?.spec?.containers }))
  .filter(({ name }) => name !== "Selector")
  .map((column) => ({ ...column, priority: 0 }));

/** A template on its own, for programs that make pods from it. */
export const podTemplate = defineKind({
  group: "",
  version: "v1",
  kind: "PodTemplate",
  plural: "podtemplates",
  isNamespaced: true,
  schema: schemaOf("core.v1.PodTemplate"),
  fill: (object) => {
    object.template ??= {};
    fillTemplate(object.template);
  },
  check: ({ template }) => validateTemplate(template, "template"),
  hasOwnColumns: true,
  columns: [
    nameColumn,
    ...shown,
    { name: "Pod Labels", type: "string", value: (object) => mapText(templateOf(object)?.metadata?.labels) },
  ],
});
