import type { FieldError } from "@/server/lib/errors";
import type { Schema } from "../kind";
import { isMap, type JsonMap } from "../patch/json";
import { invalid, invalidEach, required } from "../validation/fieldErrors";
import { validateLabels } from "../validation/labels";
import { validateAnnotations } from "../validation/metadata";
import { dnsLabel } from "../validation/names";
import { under } from "./valueCheck";

/** What is wrong with objects that lie within an object (`x-kubernetes-embedded-resource`), after Kubernetes' own check. */
export function checkEmbedded(schema: Schema, value: unknown, field: string): FieldError[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return items ? value.flatMap((element, index) => checkEmbedded(items, element, `${field}[${index}]`)) : [];
  }
  if (!isMap(value)) return [];
  const { properties = {}, additionalProperties: rest } = schema;
  const below = Object.entries(value).flatMap(([key, part]) => {
    const own = Object.hasOwn(properties, key) ? properties[key] : typeof rest === "object" ? rest : undefined;
    return own ? checkEmbedded(own, part, under(field, key)) : [];
  });
  return schema["x-kubernetes-embedded-resource"] ? [...checkIdentity(value, field), ...below] : below;
}

function checkIdentity(value: JsonMap, field: string): FieldError[] {
  const { apiVersion, kind, metadata } = value;
  const labels = isMap(metadata) ? (metadata.labels as Record<string, string> | undefined) : undefined;
  const annotations = isMap(metadata) ? (metadata.annotations as Record<string, string> | undefined) : undefined;
  return [
    ...checkVersion(apiVersion, `${field}.apiVersion`),
    ...checkKind(kind, `${field}.kind`),
    ...validateLabels(labels, `${field}.metadata.labels`),
    ...validateAnnotations(annotations, `${field}.metadata.annotations`),
  ];
}

function checkVersion(apiVersion: unknown, field: string): FieldError[] {
  if (apiVersion === undefined) return [required(field)];
  if (apiVersion === "") return [invalid(field, apiVersion, "must not be empty")];
  const isSound = typeof apiVersion === "string" && apiVersion.split("/").length <= 2;
  return isSound ? [] : [invalid(field, apiVersion, `unexpected GroupVersion string: ${String(apiVersion)}`)];
}

function checkKind(kind: unknown, field: string): FieldError[] {
  if (kind === undefined) return [required(field)];
  if (typeof kind !== "string" || kind === "") return [invalid(field, kind, "must not be empty")];
  return invalidEach(
    field,
    kind,
    dnsLabel(kind.toLowerCase()).map((says) => `may have mixed case, but should otherwise match: ${says}`),
  );
}
