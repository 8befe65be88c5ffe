import type { FieldError } from "@/server/lib/errors";
import { parseQuantity } from "../quantity";
import type { HorizontalPodAutoscaler } from "../types";
import { forbidden, invalid, invalidEach, notSupported, required } from "./fieldErrors";
import { dnsLabel, pathSegment } from "./names";
import { validateReference } from "./objectReference";

type Metric = NonNullable<HorizontalPodAutoscaler["spec"]["metrics"]>[number];
type Resource = NonNullable<Metric["resource"]>;
type Target = Resource["target"];

const types = ["ContainerResource", "External", "Object", "Pods", "Resource"];
const parts = ["object", "external", "pods", "resource", "containerResource"] as const;

/** One source of figures, as its type says, and only that one. */
export function validateMetric(metric: Metric, field: string): FieldError[] {
  const { type } = metric;
  const expected = parts.find((part) => part.toLowerCase() === (type ?? "").toLowerCase());
  const given = parts.filter((part) => metric[part] !== undefined);
  return [
    ...(type ? [] : [required(`${field}.type`, "must specify a metric source type")]),
    ...(types.includes(type) ? [] : [notSupported(`${field}.type`, type ?? "", types)]),
    ...(given[0] ? validateSource(metric, given[0], `${field}.${given[0]}`) : []),
    ...(expected && metric[expected] === undefined
      ? [required(`${field}.${expected}`, "must populate information for the given metric source")]
      : []),
    ...(given.length > 1
      ? given
          .filter((part) => part !== expected)
          .map((part) => forbidden(`${field}.${part}`, "must populate the given metric source only"))
      : []),
  ];
}

function validateSource(metric: Metric, part: (typeof parts)[number], field: string): FieldError[] {
  const { object, external, pods, resource, containerResource } = metric;
  if (part === "object" && object)
    return [
      ...validateReference(object.describedObject, `${field}.describedObject`),
      ...validateName(object.metric?.name, field),
      ...validateTarget(object.target, field),
      ...eitherValue(object.target, field, "must set either a target value or averageValue"),
    ];
  if (part === "external" && external)
    return [
      ...validateName(external.metric?.name, field),
      ...validateTarget(external.target, field),
      ...eitherValue(external.target, field, "must set either a target value for metric or a per-pod target"),
      ...(external.target?.value !== undefined && external.target.averageValue !== undefined
        ? [forbidden(`${field}.target.value`, "may not set both a target value for metric and a per-pod target")]
        : []),
    ];
  if (part === "pods" && pods)
    return [
      ...validateName(pods.metric?.name, field),
      ...validateTarget(pods.target, field),
      ...(pods.target?.averageValue === undefined
        ? [required(`${field}.target.averageValue`, "must specify a positive target averageValue")]
        : []),
    ];
  if (part === "containerResource" && containerResource)
    return [...validateContainer(containerResource.container, field), ...validateResource(containerResource, field)];
  return resource ? validateResource(resource, field) : [];
}

function validateContainer(container: string | undefined, field: string): FieldError[] {
  const path = `${field}.container`;
  return container ? invalidEach(path, container, dnsLabel(container)) : [required(path, "must specify a container")];
}

function validateResource({ name, target }: Resource, field: string): FieldError[] {
  const { averageUtilization, averageValue } = target ?? {};
  return [
    ...(name ? [] : [required(`${field}.name`, "must specify a resource name")]),
    ...validateTarget(target, field),
    ...(averageUtilization === undefined && averageValue === undefined
      ? [required(`${field}.target.averageUtilization`, "must set either a target raw value or a target utilization")]
      : []),
    ...(averageUtilization !== undefined && averageValue !== undefined
      ? [forbidden(`${field}.target.averageValue`, "may not set both a target raw value and a target utilization")]
      : []),
  ];
}

function validateName(name: string | undefined, field: string): FieldError[] {
  const path = `${field}.metric.name`;
  return name ? invalidEach(path, name, pathSegment(name)) : [required(path, "must specify a metric name")];
}

function eitherValue(target: Target, field: string, says: string): FieldError[] {
  const isSet = target?.value !== undefined || target?.averageValue !== undefined;
  return isSet ? [] : [required(`${field}.target.averageValue`, says)];
}

const targetTypes = ["Utilization", "Value", "AverageValue"];

function validateTarget(target: Target | undefined, source: string): FieldError[] {
  const field = `${source}.target`;
  const { type = "", value, averageValue, averageUtilization } = target ?? {};
  return [
    ...(type === "" ? [required(`${field}.type`, "must specify a metric target type")] : []),
    ...(targetTypes.includes(type)
      ? []
      : [invalid(`${field}.type`, type, "must be either Utilization, Value, or AverageValue")]),
    ...positive(value, `${field}.value`),
    ...positive(averageValue, `${field}.averageValue`),
    ...(averageUtilization !== undefined && averageUtilization < 1
      ? [invalid(`${field}.averageUtilization`, averageUtilization, "must be greater than 0")]
      : []),
  ];
}

function positive(quantity: string | number | undefined, field: string): FieldError[] {
  if (quantity === undefined || (parseQuantity(quantity) ?? 0) > 0) return [];
  return [invalid(field, String(quantity), "must be positive")];
}
