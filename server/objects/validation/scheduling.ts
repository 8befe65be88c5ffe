import type { FieldError } from "@/server/lib/errors";
import type { LabelSelector, PodSpec } from "../types";
import { duplicate, forEachOf, invalid, invalidEach, notSupported, oneOf, oneOfIfSet, required } from "./fieldErrors";
import { type Expression, validateExpression, validateSelector } from "./labels";
import { dnsLabel, labelValue, qualifiedName } from "./names";

const required_ = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";
const taintEffects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

type Toleration = NonNullable<PodSpec["tolerations"]>[number];

export function validateTolerations(tolerations: readonly Toleration[] | undefined, field: string): FieldError[] {
  return forEachOf(tolerations, field, ({ key, operator, value, effect, tolerationSeconds }, at) => {
    const errors: FieldError[] = [];
    if (key) errors.push(...invalidEach(`${at}.key`, key, qualifiedName(key)));
    else if (operator !== "Exists")
      errors.push(
        invalid(
          `${at}.operator`,
          operator ?? "",
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    if (tolerationSeconds !== undefined && effect !== "NoExecute")
      errors.push(invalid(`${at}.effect`, effect ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    if (!operator || operator === "Equal")
      errors.push(...invalidEach(`${at}.operator`, value, labelValue(value ?? "")));
    else if (operator !== "Exists") errors.push(notSupported(`${at}.operator`, operator, ["Equal", "Exists"]));
    else if (value) errors.push(invalid(`${at}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    if (effect) errors.push(...oneOfIfSet(effect, `${at}.effect`, taintEffects));
    return errors;
  });
}

type Affinity = NonNullable<PodSpec["affinity"]>;

export function validateAffinity(affinity: Affinity | undefined, field: string): FieldError[] {
  if (!affinity) return [];
  const { nodeAffinity, podAffinity, podAntiAffinity } = affinity;
  return [
    ...(nodeAffinity ? validateNodeAffinity(nodeAffinity, `${field}.nodeAffinity`) : []),
    ...(podAffinity ? validatePodAffinity(podAffinity, `${field}.podAffinity`) : []),
    ...(podAntiAffinity ? validatePodAffinity(podAntiAffinity, `${field}.podAntiAffinity`) : []),
  ];
}

interface NodeTerm {
  readonly matchExpressions?: readonly Expression[];
  readonly matchFields?: readonly Expression[];
}

function validateNodeAffinity(affinity: NonNullable<Affinity["nodeAffinity"]>, field: string): FieldError[] {
  const must = affinity[required_];
  const terms = `${field}.${required_}.nodeSelectorTerms`;
  return [
    ...(must && !must.nodeSelectorTerms?.length
      ? [required(terms, "must have at least one node selector term")]
      : forEachOf(must?.nodeSelectorTerms, terms, validateNodeTerm)),
    ...forEachOf(affinity[preferred], `${field}.${preferred}`, ({ weight, preference }, at) => [
      ...validateWeight(weight, `${at}.weight`),
      ...(preference ? validateNodeTerm(preference, `${at}.preference`) : [required(`${at}.preference`)]),
    ]),
  ];
}

export function validateNodeTerm(term: NodeTerm, field: string): FieldError[] {
  return [
    ...forEachOf(term.matchExpressions, `${field}.matchExpressions`, (one, at) => validateExpression(one, at, true)),
    ...forEachOf(term.matchFields, `${field}.matchFields`, validateMatchField),
  ];
}

/** The only field of a node that can be selected is its name. */
function validateMatchField({ key, operator, values = [] }: Expression, field: string): FieldError[] {
  const errors: FieldError[] = [];
  if (operator !== "In" && operator !== "NotIn")
    errors.push(invalid(`${field}.operator`, operator ?? "", "not a valid selector operator"));
  else if (values.length !== 1)
    errors.push(
      required(`${field}.values`, "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"),
    );
  if (key !== "metadata.name") errors.push(invalid(`${field}.key`, key ?? "", "not a valid field selector key"));
  return errors;
}

function validateWeight(weight: number | undefined, field: string): FieldError[] {
  const isIn = weight !== undefined && weight >= 1 && weight <= 100;
  return isIn ? [] : [invalid(field, weight ?? 0, "must be in the range 1-100")];
}

interface PodTerm {
  readonly labelSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly namespaces?: readonly string[];
  readonly topologyKey?: string;
}

function validatePodAffinity(affinity: NonNullable<Affinity["podAffinity"]>, field: string): FieldError[] {
  return [
    ...forEachOf(affinity[required_], `${field}.${required_}`, validatePodTerm),
    ...forEachOf(affinity[preferred], `${field}.${preferred}`, ({ weight, podAffinityTerm }, at) => [
      ...validateWeight(weight, `${at}.weight`),
      ...(podAffinityTerm
        ? validatePodTerm(podAffinityTerm, `${at}.podAffinityTerm`)
        : [required(`${at}.podAffinityTerm`)]),
    ]),
  ];
}

function validatePodTerm(term: PodTerm, field: string): FieldError[] {
  const { topologyKey = "" } = term;
  return [
    ...validateSelector(term.labelSelector, `${field}.labelSelector`),
    ...validateSelector(term.namespaceSelector, `${field}.namespaceSelector`),
    ...(term.namespaces ?? []).flatMap((name) => invalidEach(`${field}.namespace`, name, dnsLabel(name))),
    ...(topologyKey === "" ? [required(`${field}.topologyKey`, "can not be empty")] : []),
    ...invalidEach(`${field}.topologyKey`, topologyKey, qualifiedName(topologyKey)),
  ];
}

const spreads = ["DoNotSchedule", "ScheduleAnyway"];

export function validateTopologySpread(constraints: PodSpec["topologySpreadConstraints"], field: string): FieldError[] {
  return forEachOf(constraints, field, (constraint, at, index) => {
    const { maxSkew, topologyKey, whenUnsatisfiable, minDomains, labelSelector } = constraint;
    const errors: FieldError[] = [];
    if (!(maxSkew > 0)) errors.push(invalid(`${at}.maxSkew`, maxSkew ?? 0, "must be greater than zero"));
    if (!topologyKey) errors.push(required(`${at}.topologyKey`, "can not be empty"));
    else errors.push(...invalidEach(`${at}.topologyKey`, topologyKey, qualifiedName(topologyKey)));
    errors.push(...oneOf(whenUnsatisfiable, `${at}.whenUnsatisfiable`, spreads));
    if (minDomains !== undefined && minDomains <= 0)
      errors.push(invalid(`${at}.minDomains`, minDomains, "must be greater than zero"));
    else if (minDomains !== undefined && whenUnsatisfiable !== "DoNotSchedule")
      errors.push(
        invalid(
          `${at}.minDomains`,
          minDomains,
          `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`,
        ),
      );
    errors.push(...validateSelector(labelSelector, `${at}.labelSelector`));
    for (const policy of ["nodeAffinityPolicy", "nodeTaintsPolicy"] as const)
      errors.push(...oneOfIfSet(constraint[policy], `${at}.${policy}`, ["Honor", "Ignore"]));
    const isRepeated = constraints
      ?.slice(index + 1)
      .some((other) => other.topologyKey === topologyKey && other.whenUnsatisfiable === whenUnsatisfiable);
    if (isRepeated)
      errors.push(duplicate(`${at}.{topologyKey, whenUnsatisfiable}`, `{${topologyKey}, ${whenUnsatisfiable}}`));
    return errors;
  });
}

type Taint = { readonly key?: string; readonly value?: string; readonly effect?: string };

export function validateTaints(taints: readonly Taint[] | undefined, field: string): FieldError[] {
  const seen = new Set<string>();
  return forEachOf(taints, field, ({ key = "", value = "", effect }, at) => {
    const id = `${key}:${effect}`;
    const isRepeated = seen.has(id);
    seen.add(id);
    return [
      ...invalidEach(`${at}.key`, key, qualifiedName(key)),
      ...invalidEach(`${at}.value`, value, labelValue(value)),
      ...oneOf(effect, `${at}.effect`, taintEffects),
      ...(isRepeated
        ? [
            duplicate(
              at,
              { Key: key, Value: value, Effect: effect, TimeAdded: null },
              "taints must be unique by key and effect pair",
            ),
          ]
        : []),
    ];
  });
}
