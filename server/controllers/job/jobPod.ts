import type { Container, Job } from "@/server/objects/types";
import type { Action } from "../actions";
import { podFromTemplate } from "../podFromTemplate";
import { indexKey } from "./indexes";
import { trackingFinalizer } from "./tracking";

/** What the names of a job's pods begin with. */
export function podBase(job: Job, index: number | undefined): string {
  return index === undefined ? job.metadata.name : `${job.metadata.name}-${index}`;
}

/** Creates a pod of the job, counted by finalizer; with an index where the job is Indexed. */
export function createPod(job: Job, name: string, index: number | undefined): Action {
  const manifest = podFromTemplate(job, job.spec.template, { name, base: podBase(job, index) });
  const { name: jobName, uid } = job.metadata;
  const metadata = {
    ...manifest.metadata,
    labels: {
      ...manifest.metadata.labels,
      "batch.kubernetes.io/controller-uid": uid,
      "batch.kubernetes.io/job-name": jobName,
      "controller-uid": uid,
      "job-name": jobName,
      ...(index === undefined ? {} : { [indexKey]: String(index) }),
    },
    annotations: { ...manifest.metadata.annotations, ...(index === undefined ? {} : { [indexKey]: String(index) }) },
    finalizers: [...(manifest.metadata.finalizers ?? []), trackingFinalizer],
  };
  const spec = index === undefined ? manifest.spec : withIndex(manifest.spec, podBase(job, index));
  const note = { about: job, type: "Normal", reason: "SuccessfulCreate", message: `Created pod: ${name}` } as const;
  return { do: "create", kind: "Pod", manifest: { ...manifest, metadata, spec }, note };
}

type Spec = ReturnType<typeof podFromTemplate>["spec"];

/** The index as the environment and the host name tell it. */
function withIndex(spec: Spec, hostname: string): Spec {
  const env = {
    name: "JOB_COMPLETION_INDEX",
    valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } },
  };
  const told = <C extends Container>(container: C): C =>
    container.env?.some(({ name }) => name === env.name)
      ? container
      : { ...container, env: [...(container.env ?? []), env] };
  return {
    ...spec,
    hostname: spec.hostname ?? hostname.slice(0, 63),
    containers: spec.containers.map(told),
    ...(spec.initContainers ? { initContainers: spec.initContainers.map(told) } : {}),
  };
}
