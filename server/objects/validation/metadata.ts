import type { FieldError } from "@/server/lib/errors";
import type { KindDefinition } from "../kind";
import type { KubeObject, Metadata, PodTemplate } from "../types";
import { validateAfter } from "./after";
import { forbidden, forEachOf, immutable, invalid, invalidEach, required, tooLong } from "./fieldErrors";
import { validateLabels } from "./labels";
import { asPrefix, dnsLabel, dnsSubdomain, pathSegment, qualifiedName, type Rule } from "./names";

const maxAnnotationBytes = 256 * 1024;
const standardFinalizers = new Set(["kubernetes", "orphan", "foregroundDeletion"]);

/** Kinds whose names become DNS labels. */
const labelNamed = new Set(["Namespace", "Service", "StatefulSet"]);

/** Kinds whose names may be anything that a path can hold. */
const pathNamed = new Set(["Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding"]);

/** Kinds that `pilothouse.dev/after` can name. */
const workloads = new Set(["Deployment", "DaemonSet", "StatefulSet", "Job"]);

function nameRule(kind: string): Rule {
  if (pathNamed.has(kind)) return pathSegment;
  return labelNamed.has(kind) ? dnsLabel : dnsSubdomain;
}

/** After Kubernetes' `ValidateObjectMeta`. */
export function validateMetadata(object: KubeObject, kind: KindDefinition): FieldError[] {
  const { metadata } = object;
  const { name, generateName, namespace, labels, annotations, finalizers } = metadata;
  const rule = nameRule(kind.kind);
  return [
    ...(generateName ? invalidEach("metadata.generateName", generateName, asPrefix(rule)(generateName)) : []),
    ...(name || generateName ? [] : [required("metadata.name", "name or generateName is required")]),
    ...(name ? invalidEach("metadata.name", name, rule(name)) : []),
    ...validateNamespace(namespace, kind.isNamespaced),
    ...validateLabels(labels, "metadata.labels"),
    ...validateAnnotations(annotations),
    ...validateAfter(annotations, "metadata.annotations", workloads.has(kind.kind) ? name : undefined),
    ...validateAfter(templateAnnotations(object), "spec.template.metadata.annotations", name),
    ...validateOwners(metadata),
    ...forEachOf(finalizers, "metadata.finalizers", (finalizer, field) => [
      ...invalidEach("metadata.finalizers", finalizer, qualifiedName(finalizer)),
      ...(finalizer.includes("/") || standardFinalizers.has(finalizer)
        ? []
        : [invalid(field, finalizer, "name is neither a standard finalizer name nor is it fully qualified")]),
    ]),
  ];
}

function templateAnnotations({ spec }: KubeObject): Record<string, string> | undefined {
  return (spec as { template?: PodTemplate } | undefined)?.template?.metadata?.annotations;
}

function validateNamespace(namespace: string | undefined, isNamespaced: boolean): FieldError[] {
  const field = "metadata.namespace";
  if (isNamespaced) return namespace ? invalidEach(field, namespace, dnsLabel(namespace)) : [required(field)];
  return namespace ? [forbidden(field, "not allowed on this type")] : [];
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  field = "metadata.annotations",
): FieldError[] {
  const entries = Object.entries(annotations ?? {});
  const encoder = new TextEncoder();
  const size = entries.reduce((sum, [k, v]) => sum + encoder.encode(k).length + encoder.encode(v).length, 0);
  return [
    ...entries.flatMap(([key]) => invalidEach(field, key, qualifiedName(key.toLowerCase()))),
    ...(size > maxAnnotationBytes ? [tooLong(field, maxAnnotationBytes)] : []),
  ];
}

function validateOwners({ ownerReferences }: Metadata): FieldError[] {
  const field = "metadata.ownerReferences";
  const [first, second] = (ownerReferences ?? []).filter((owner) => owner.controller);
  const both =
    first && second
      ? `Only one reference can have Controller set to true. Found "true" in references for ${first.kind}/${first.name} and ${second.kind}/${second.name}`
      : undefined;
  return [
    ...forEachOf(ownerReferences, field, (owner, at) => [
      ...(owner.apiVersion ? [] : [invalid(`${at}.apiVersion`, owner.apiVersion, "version must not be empty")]),
      ...(["kind", "name", "uid"] as const).flatMap((part) =>
        owner[part] ? [] : [required(`${at}.${part}`, "must not be empty")],
      ),
      ...(owner.apiVersion === "v1" && owner.kind === "Event"
        ? [invalid(at, owner, "/v1, Kind=Event is disallowed from being an owner")]
        : []),
    ]),
    ...(both === undefined ? [] : [invalid(field, ownerReferences, both)]),
  ];
}

/** After Kubernetes' `ValidateObjectMetaUpdate`: what identifies an object never changes. */
export function validateMetadataUpdate({ metadata }: KubeObject, { metadata: old }: KubeObject): FieldError[] {
  const added = (metadata.finalizers ?? []).filter((finalizer) => !old.finalizers?.includes(finalizer));
  return [
    ...immutable(metadata.name, old.name, "metadata.name"),
    ...immutable(metadata.namespace, old.namespace, "metadata.namespace"),
    ...immutable(metadata.uid, old.uid, "metadata.uid"),
    ...immutable(metadata.creationTimestamp, old.creationTimestamp, "metadata.creationTimestamp"),
    ...immutable(metadata.deletionTimestamp, old.deletionTimestamp, "metadata.deletionTimestamp"),
    ...(old.deletionTimestamp && added.length > 0
      ? [
          forbidden(
            "metadata.finalizers",
            `no new finalizers can be added if the object is being deleted, found new finalizers ${JSON.stringify(added)}`,
          ),
        ]
      : []),
  ];
}
