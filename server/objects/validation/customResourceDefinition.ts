import type { FieldError } from "@/server/lib/errors";
import { conditionOf } from "../meta";
import type { CustomResourceDefinition } from "../types";
import { validateConversion, validateVersions } from "./customResourceVersions";
import { immutable, invalid, invalidEach, oneOf, required } from "./fieldErrors";
import { dns1035Label, dnsSubdomain } from "./names";

const approval = "api-approved.kubernetes.io";

/** After Kubernetes' `ValidateCustomResourceDefinition`, but for the schemas themselves. */
export function validateCustomResourceDefinition(
  definition: CustomResourceDefinition,
  old?: CustomResourceDefinition,
): FieldError[] {
  const { metadata, spec } = definition;
  const { group = "", scope, names } = spec;
  const wantedName = `${names?.plural ?? ""}.${group}`;
  return [
    ...(metadata.name === wantedName
      ? []
      : [invalid("metadata.name", metadata.name, 'must be spec.names.plural+"."+spec.group')]),
    ...validateGroup(group),
    ...validateApproval(definition),
    ...oneOf(scope, "spec.scope", ["Cluster", "Namespaced"]),
    ...(spec.preserveUnknownFields
      ? [
          invalid(
            "spec.preserveUnknownFields",
            true,
            "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead",
          ),
        ]
      : []),
    ...validateVersions(definition),
    ...validateNames(names),
    ...validateConversion(spec.conversion),
    ...validateStored(definition),
    ...(old ? validateUpdate(definition, old) : []),
  ];
}

function validateGroup(group: string): FieldError[] {
  if (group === "") return [required("spec.group")];
  const wrong = dnsSubdomain(group);
  if (wrong.length > 0) return invalidEach("spec.group", group, wrong);
  return group.includes(".") ? [] : [invalid("spec.group", group, "should be a domain with at least one dot")];
}

/** Groups of Kubernetes' own need a word that somebody there approved of them. */
function validateApproval({ metadata, spec }: CustomResourceDefinition): FieldError[] {
  if (!isProtected(spec.group ?? "") || metadata.annotations?.[approval]) return [];
  const says = `protected groups must have approval annotation "${approval}", see https://github.com/kubernetes/enhancements/pull/1111`;
  return [required(`metadata.annotations[${approval}]`, says)];
}

/** `*.k8s.io` and `*.kubernetes.io`. */
export function isProtected(group: string): boolean {
  return /(?:^|\.)(?:k8s|kubernetes)\.io$/.test(group);
}

type Names = CustomResourceDefinition["spec"]["names"];

function validateNames(names: Names | undefined): FieldError[] {
  const { plural, singular, kind, listKind, shortNames = [], categories = [] } = names ?? {};
  const field = "spec.names";
  return [
    ...named(`${field}.plural`, plural),
    ...named(`${field}.singular`, singular),
    ...named(`${field}.kind`, kind, true),
    ...named(`${field}.listKind`, listKind, true),
    ...shortNames.flatMap((name, index) => named(`${field}.shortNames[${index}]`, name)),
    ...(kind && kind === listKind
      ? [invalid(`${field}.listKind`, listKind, "kind and listKind may not be the same")]
      : []),
    ...categories.flatMap((name, index) => named(`${field}.categories[${index}]`, name)),
  ];
}

function named(field: string, name: string | undefined, isKind = false): FieldError[] {
  if (!name) return [required(field)];
  const wrong = dns1035Label(isKind ? name.toLowerCase() : name);
  return invalidEach(
    field,
    name,
    isKind ? wrong.map((says) => `may have mixed case, but should otherwise match: ${says}`) : wrong,
  );
}

function validateStored({ spec, status }: CustomResourceDefinition): FieldError[] {
  const field = "status.storedVersions";
  const stored = status?.storedVersions ?? [];
  if (stored.length === 0) return [invalid(field, null, "must have at least one stored version")];
  const versions = spec.versions ?? [];
  const storage = versions.filter((version) => version.storage).at(-1)?.name;
  const gone = stored.flatMap((version, index) =>
    versions.some(({ name }) => name === version)
      ? []
      : [
          invalid(
            `${field}[${index}]`,
            version,
            `missing from spec.versions; ${version} was previously a storage version, and must remain in spec.versions until a storage migration ensures no data remains persisted in ${version} and removes ${version} from status.storedVersions`,
          ),
        ],
  );
  const lacksStorage = storage !== undefined && !stored.includes(storage);
  return [...gone, ...(lacksStorage ? [invalid(field, stored, `must have the storage version ${storage}`)] : [])];
}

/** What objects that are stored already go by never changes. */
function validateUpdate({ spec }: CustomResourceDefinition, old: CustomResourceDefinition): FieldError[] {
  const isEstablished = conditionOf(old.status?.conditions, "Established")?.status === "True";
  return [
    ...immutable(spec.group, old.spec.group, "spec.group"),
    ...(isEstablished
      ? [
          ...immutable(spec.scope, old.spec.scope, "spec.scope"),
          ...immutable(spec.names.kind, old.spec.names.kind, "spec.names.kind"),
        ]
      : []),
  ];
}
