import { defineKind } from "../defineKind";
import { schemaOf } from "../schemas";
import type { ResourceQuota } from "../types";
import { validateResourceQuota } from "../validation/limits";

export const resourceQuota = defineKind({
  group: "",
  version: "v1",
  kind: "ResourceQuota",
  plural: "resourcequotas",
  shortNames: ["quota"],
  isNamespaced: true,
  subresources: ["status"],
  schema: schemaOf("core.v1.ResourceQuota"),
  check: validateResourceQuota,
  columns: [
    { name: "Request", type: "string", value: (quota) => usedText(quota, (name) => !isLimit(name)) },
    { name: "Limit", type: "string", value: (quota) => usedText(quota, isLimit) },
  ],
});

const isLimit = (name: string) => name.startsWith("limits");

function usedText({ status }: ResourceQuota, isShown: (name: string) => boolean): string {
  const { hard = {}, used = {} } = status ?? {};
  const names = Object.keys(hard).filter(isShown).sort();
  return names.map((name) => `${name}: ${used[name] ?? 0}/${hard[name]}`).join(", ");
}
