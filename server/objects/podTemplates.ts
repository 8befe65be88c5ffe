import type { KubeObject, PodSpec } from "./types";

/** What pods are made from: a template, or a Pod itself. */
export interface PodSource {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: PodSpec;
}

/** Where a kind keeps what its pods are made from, unless that is `spec.template`. */
const places: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ["template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  ControllerRevision: ["data", "spec", "template"],
};

/** What an object's pods are made from; undefined for one that has no pods. */
export function podSourceOf(object: KubeObject): PodSource | undefined {
  let value: unknown = object;
  for (const field of places[object.kind] ?? ["spec", "template"])
    value = typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
  const isSource = typeof value === "object" && value !== null && typeof Reflect.get(value, "spec") === "object";
  return isSource ? (value as PodSource) : undefined;
}
