import { createdAtColumn, nameColumn } from "../columns";
import { fillLimitRange } from "../defaults/limits";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import { validateLimitRange } from "../validation/limits";

export const limitRange = defineKind({
  group: "",
  version: "v1",
  kind: "LimitRange",
  plural: "limitranges",
  shortNames: ["limits"],
  isNamespaced: true,
  schema: schemaOf("core.v1.LimitRange"),
  fill: fillLimitRange,
  check: validateLimitRange,
  hasOwnColumns: true,
  columns: [nameColumn, createdAtColumn],
});
