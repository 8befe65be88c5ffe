import { fillNamespace } from "../defaults/policy";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";

export const namespace = defineKind({
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  shortNames: ["ns"],
  isNamespaced: false,
  subresources: ["status"],
  schema: schemaOf("core.v1.Namespace"),
  fill: fillNamespace,
  columns: [{ name: "Status", type: "string", value: (namespace) => namespace.status?.phase ?? "" }],
  selectable: { "status.phase": (object) => phaseOf(object.status) },
});

function phaseOf(status: unknown): string {
  return (status as { phase?: string } | undefined)?.phase ?? "";
}
