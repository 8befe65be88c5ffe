import type { Job, KubeObject, Manifest } from "@/server/objects/types";

/** What the platform writes into a Job when it is made, by which that Job's own pods are told: of no use to another. */
const ownLabels = new Set([
  "controller-uid",
  "batch.kubernetes.io/controller-uid",
  "job-name",
  "batch.kubernetes.io/job-name",
]);

/** A stored object as a person would write it to have it made again: without identity, times and status. */
export function manifestOf(object: KubeObject): Manifest {
  const { apiVersion, kind, metadata, status: _status, ...content } = object;
  const { name, namespace, labels, annotations } = metadata;
  const manifest: Manifest = { apiVersion, kind, metadata: { name, namespace, labels, annotations }, ...content };
  return kind === "Job" ? withoutSelector(manifest, object as Job) : manifest;
}

function withoutSelector(manifest: Manifest, { metadata, spec }: Job): Manifest {
  if (spec.manualSelector) return manifest;
  const { selector: _selector, ...rest } = spec;
  const { template } = spec;
  const pod = { ...template.metadata, labels: withoutOwn(template.metadata?.labels) };
  return {
    ...manifest,
    metadata: { ...manifest.metadata, labels: withoutOwn(metadata.labels) },
    spec: { ...rest, template: { ...template, metadata: pod } },
  };
}

function withoutOwn(labels: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !ownLabels.has(name)));
}
