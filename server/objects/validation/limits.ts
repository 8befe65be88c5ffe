import { isEqual } from "@/server/lib/equal";
import type { FieldError } from "@/server/lib/errors";
import { parseQuantity } from "../quantity";
import { amountText } from "../quota/amounts";
import type { LimitRange, ResourceQuota } from "../types";
import { at, duplicate, forbidden, forEachOf, invalid, invalidEach, required } from "./fieldErrors";
import { qualifiedName } from "./names";
import { quantityErrors, validateResourceNameFor } from "./resources";
import { validateScopes } from "./scopes";

type Item = NonNullable<LimitRange["spec"]["limits"]>[number];
type Quantities = Readonly<Record<string, string | number>> | undefined;

const limitTypes = ["Pod", "Container", "PersistentVolumeClaim"];

/** After Kubernetes' `ValidateLimitRange`. */
export function validateLimitRange({ spec }: LimitRange): FieldError[] {
  const seen = new Set<string>();
  return forEachOf(spec.limits, "spec.limits", (item, field) => {
    const { type = "" } = item;
    const isSecond = seen.has(type);
    seen.add(type);
    return [
      ...validateType(type, `${field}.type`),
      ...(isSecond ? [duplicate(`${field}.type`, type)] : validateItem(item, field)),
    ];
  });
}

function validateType(type: string, field: string): FieldError[] {
  const words = invalidEach(field, type, qualifiedName(type));
  if (words.length > 0) return words;
  return type.includes("/") || limitTypes.includes(type)
    ? []
    : [invalid(field, type, "must be a standard limit type or fully qualified")];
}

const lists = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] as const;

function validateItem(item: Item, field: string): FieldError[] {
  const isPod = item.type === "Pod";
  const told = isPod ? (["default", "defaultRequest"] as const).filter((list) => item[list] !== undefined) : [];
  const names = new Set(lists.flatMap((list) => Object.keys(item[list] ?? {})));
  const isClaim = item.type === "PersistentVolumeClaim";
  return [
    ...lists.flatMap((list) => validateNames(item, list, field)),
    ...told.map((list) => forbidden(`${field}.${list}`, "may not be specified when `type` is 'Pod'")),
    ...(isClaim && item.min?.storage === undefined && item.max?.storage === undefined
      ? [required(`${field}.limits`, "either minimum or maximum storage value is required, but neither was provided")]
      : []),
    ...[...names].flatMap((name) => validateOrder(item, name, field)),
  ];
}

function validateNames(item: Item, list: (typeof lists)[number], field: string): FieldError[] {
  if (item.type === "Pod" && list.startsWith("default")) return [];
  return Object.entries(item[list] ?? {}).flatMap(([name, quantity]) => {
    const path = at(`${field}.${list}`, name);
    const isContainer = item.type === "Pod" || item.type === "Container";
    const names = validateResourceNameFor(isContainer ? "containers" : "anything", name, path);
    return [...names, ...(parseQuantity(quantity) === undefined ? quantityErrors(quantity, path) : [])];
  });
}

/** Each pair of lists in which one must not pass the other, with what Kubernetes shows for it. */
function validateOrder(item: Item, name: string, field: string): FieldError[] {
  const of = (list: (typeof lists)[number]) => {
    const quantity = item[list]?.[name];
    const amount = quantity === undefined ? undefined : parseQuantity(quantity);
    return amount === undefined ? undefined : { amount, text: String(quantity) };
  };
  const { min, max, usual, request, ratio } = {
    min: of("min"),
    max: of("max"),
    usual: of("default"),
    request: of("defaultRequest"),
    ratio: of("maxLimitRequestRatio"),
  };
  const path = (list: string) => at(`${field}.${list}`, name);
  type Amount = typeof min;
  const over = (left: Amount, right: Amount, make: (left: string, right: string) => FieldError): FieldError[] =>
    left && right && left.amount > right.amount ? [make(left.text, right.text)] : [];
  const most = min && max && min.amount > 0 ? max.amount / min.amount : undefined;
  return [
    ...over(min, max, (a, b) => invalid(path("min"), a, `min value ${a} is greater than max value ${b}`)),
    ...over(min, request, (a, b) =>
      invalid(path("defaultRequest"), b, `min value ${a} is greater than default request value ${b}`),
    ),
    ...over(request, max, (a, b) =>
      invalid(path("defaultRequest"), a, `default request value ${a} is greater than max value ${b}`),
    ),
    ...over(request, usual, (a, b) =>
      invalid(path("defaultRequest"), a, `default request value ${a} is greater than default limit value ${b}`),
    ),
    ...over(min, usual, (a, b) => invalid(path("default"), a, `min value ${a} is greater than default value ${b}`)),
    ...over(usual, max, (a, b) => invalid(path("default"), b, `default value ${a} is greater than max value ${b}`)),
    ...(ratio && ratio.amount < 1
      ? [invalid(path("maxLimitRequestRatio"), ratio.text, `ratio ${ratio.text} is less than 1`)]
      : []),
    ...(ratio && most !== undefined && ratio.amount > most
      ? [
          invalid(
            path("maxLimitRequestRatio"),
            ratio.text,
            `ratio ${ratio.text} is greater than max/min = ${most.toFixed(6)}`,
          ),
        ]
      : []),
  ];
}

/** After Kubernetes' `ValidateResourceQuota`; its scopes are for its life. */
export function validateResourceQuota({ spec, status }: ResourceQuota, old?: ResourceQuota): FieldError[] {
  const scopes = (quota: ResourceQuota) => [...(quota.spec.scopes ?? [])].sort();
  return [
    ...validateHard(spec.hard, "spec.hard"),
    ...validateScopes(spec),
    ...validateHard(status?.hard, "status.hard"),
    ...validateHard(status?.used, "status.used"),
    ...(old && !isEqual(scopes({ spec } as ResourceQuota), scopes(old))
      ? [invalid("spec.scopes", spec.scopes ?? null, "field is immutable")]
      : []),
  ];
}

function validateHard(hard: Quantities, field: string): FieldError[] {
  return Object.entries(hard ?? {}).flatMap(([name, quantity]) => {
    const path = at(field, name);
    const amount = parseQuantity(quantity);
    const isWhole = amount === undefined || amount < 0 || !isCounted(name) || Number.isInteger(amount);
    return [
      ...validateResourceNameFor("quota", name, path),
      ...quantityErrors(quantity, path),
      ...(isWhole ? [] : [invalid(path, amountText(name, amount), "must be an integer")]),
    ];
  });
}

const counted = new Set(["pods", "services", "configmaps", "secrets", "replicationcontrollers", "resourcequotas"]);

function isCounted(name: string): boolean {
  return (
    counted.has(name) || name.startsWith("count/") || name.startsWith("services.") || name === "persistentvolumeclaims"
  );
}
