import { fillSecret } from "../defaults/secret";
import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { Secret } from "../types";
import { validateSecret } from "../validation/data";

export const secret = defineKind({
  group: "",
  version: "v1",
  kind: "Secret",
  plural: "secrets",
  isNamespaced: true,
  schema: schemaOf("core.v1.Secret"),
  fill: fillSecret,
  check: validateSecret,
  columns: [
    { name: "Type", type: "string", value: (secret) => secret.type ?? "Opaque" },
    { name: "Data", type: "string", value: ({ data = {} }) => Object.keys(data).length },
  ],
  selectable: { type: (object) => (object as unknown as Secret).type ?? "" },
});
