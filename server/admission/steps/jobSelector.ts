import type { Job } from "@/server/objects/types";
import { controllerUidLabel, jobNameLabel } from "@/server/objects/validation/job";
import type { AdmissionStep } from "../request";

/** A Job finds its pods by its own uid, unless it brings a selector and says so (`manualSelector`). */
export const jobSelector: AdmissionStep = {
  name: "jobSelector",
  admit(object, { kind, verb }) {
    if (kind.kind !== "Job" || kind.group !== "batch") return object;
    const job = object as Job;
    if (verb !== "create") return labelled(job, job.spec.template?.metadata?.labels);
    const { uid, name } = job.metadata;
    const { template = {}, selector, manualSelector } = job.spec;
    const own = { [controllerUidLabel]: uid, [jobNameLabel]: name, "controller-uid": uid, "job-name": name };
    if (manualSelector) return job;
    const labels = { ...template.metadata?.labels, ...own };
    return {
      ...labelled(job, labels),
      spec: {
        ...job.spec,
        selector: { ...selector, matchLabels: { ...selector?.matchLabels, [controllerUidLabel]: uid } },
        template: { ...template, metadata: { ...template.metadata, labels } },
      },
    };
  },
};

/** A Job without labels takes those of its template, as Kubernetes' defaults have it. */
function labelled(job: Job, labels: Readonly<Record<string, string>> | undefined): Job {
  if (!labels || Object.keys(job.metadata.labels ?? {}).length > 0) return job;
  return { ...job, metadata: { ...job.metadata, labels: { ...labels } } };
}
