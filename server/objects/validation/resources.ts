import type { FieldError } from "@/server/lib/errors";
import { parseQuantity } from "../quantity";
import type { Container } from "../types";
import { at, forbidden, invalid, invalidEach, required } from "./fieldErrors";
import { qualifiedName } from "./names";

type Quantities = Readonly<Record<string, string | number>> | undefined;

const containerResources = new Set(["cpu", "memory", "ephemeral-storage"]);
export const quantityWords =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

export function quantityErrors(quantity: string | number, field: string): FieldError[] {
  const parsed = parseQuantity(quantity);
  if (parsed === undefined) return [invalid(field, quantity, quantityWords)];
  return parsed < 0 ? [invalid(field, String(quantity), "must be greater than or equal to 0")] : [];
}

/** Names and amounts of a list of resources, as nodes have them too. */
export function validateQuantities(quantities: Quantities, field: string): FieldError[] {
  return Object.entries(quantities ?? {}).flatMap(([name, quantity]) => [
    ...invalidEach(at(field, name), name, qualifiedName(name)),
    ...quantityErrors(quantity, at(field, name)),
  ]);
}

/** After Kubernetes' `validateContainerResourceRequirements`. */
export function validateResources(resources: Container["resources"], field: string): FieldError[] {
  const { limits, requests } = resources ?? {};
  return [
    ...validateContainerList(limits, `${field}.limits`),
    ...validateContainerList(requests, `${field}.requests`),
    ...Object.entries(requests ?? {}).flatMap(([name, request]) =>
      validateAgainstLimit({ name, request, limit: limits?.[name] }, field),
    ),
    ...validateHugePages(limits, requests, field),
  ];
}

export function validateContainerList(quantities: Quantities, field: string): FieldError[] {
  return Object.entries(quantities ?? {}).flatMap(([name, quantity]) => {
    const path = at(field, name);
    const errors = [...validateResourceName(name, path), ...quantityErrors(quantity, path)];
    const amount = parseQuantity(quantity);
    if (isExtended(name) && amount !== undefined && !Number.isInteger(amount))
      errors.push(invalid(path, String(quantity), "must be an integer"));
    return errors;
  });
}

function validateResourceName(name: string, field: string): FieldError[] {
  const errors = invalidEach(field, name, qualifiedName(name));
  if (name.includes("/") || containerResources.has(name) || isHugePages(name)) return errors;
  if (errors.length === 0 && !standardResources.has(name))
    errors.push(invalid(field, name, "must be a standard resource type or fully qualified"));
  return [...errors, invalid(field, name, "must be a standard resource for containers")];
}

/** The names that a LimitRange's or a quota's lists may have. */
export function validateResourceNameFor(
  what: "containers" | "quota" | "anything",
  name: string,
  field: string,
): FieldError[] {
  if (what === "containers") return validateResourceName(name, field);
  const errors = invalidEach(field, name, qualifiedName(name));
  if (errors.length > 0 || name.includes("/") || quotaResources.has(name)) return errors;
  const isStandard = standardResources.has(name) || isHugePages(name);
  return [
    ...(isStandard ? [] : [invalid(field, name, "must be a standard resource type or fully qualified")]),
    ...(what === "quota" ? [invalid(field, name, "must be a standard resource for quota")] : []),
  ];
}

const quotaResources = new Set([
  ...["cpu", "memory", "ephemeral-storage", "requests.cpu", "requests.memory", "requests.storage"],
  ...[
    "requests.ephemeral-storage",
    "limits.cpu",
    "limits.memory",
    "limits.ephemeral-storage",
    "pods",
    "resourcequotas",
  ],
  ...["services", "replicationcontrollers", "secrets", "persistentvolumeclaims", "configmaps"],
  ...["services.nodeports", "services.loadbalancers"],
]);

/** Standard for quotas and nodes, but not what a container may ask for. */
const standardResources = new Set(["pods", "services", "storage", "secrets", "configmaps"]);

interface Asked {
  readonly name: string;
  readonly request: string | number;
  readonly limit: string | number | undefined;
}

/** What cannot be shared out twice (extended resources, huge pages) is asked for and limited alike. */
function validateAgainstLimit({ name, request, limit }: Asked, field: string): FieldError[] {
  const isExact = isExtended(name) || isHugePages(name);
  if (limit === undefined)
    return isExact ? [required(`${field}.limits`, "Limit must be set for non overcommitable resources")] : [];
  const [wants, most] = [parseQuantity(request) ?? 0, parseQuantity(limit) ?? 0];
  if (isExact && wants !== most)
    return [invalid(`${field}.requests`, String(request), `must be equal to ${name} limit of ${limit}`)];
  if (wants > most)
    return [invalid(`${field}.requests`, String(request), `must be less than or equal to ${name} limit of ${limit}`)];
  return [];
}

function validateHugePages(limits: Quantities, requests: Quantities, field: string): FieldError[] {
  const names = new Set([...Object.keys(limits ?? {}), ...Object.keys(requests ?? {})]);
  if (![...names].some(isHugePages) || names.has("cpu") || names.has("memory")) return [];
  return [forbidden(field, "HugePages require cpu or memory")];
}

function isHugePages(name: string): boolean {
  return name.startsWith("hugepages-");
}

function isExtended(name: string): boolean {
  return name.includes("/") && !name.includes("kubernetes.io/");
}
