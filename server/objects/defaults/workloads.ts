import type { CronJob, DaemonSet, Deployment, Job, ReplicaSet, ReplicationController, StatefulSet } from "../types";
import { fillTemplate } from "./podSpec";

/** After pkg/apis/apps/v1/defaults.go; each writes to what it is handed. */
export function fillDeployment({ spec }: Deployment): void {
  fillTemplate(spec.template);
  spec.replicas ??= 1;
  spec.strategy ??= {};
  spec.strategy.type ??= "RollingUpdate";
  if (spec.strategy.type === "RollingUpdate") {
    spec.strategy.rollingUpdate ??= {};
    spec.strategy.rollingUpdate.maxUnavailable ??= "25%";
    spec.strategy.rollingUpdate.maxSurge ??= "25%";
  }
  spec.revisionHistoryLimit ??= 10;
  spec.progressDeadlineSeconds ??= 600;
}

export function fillReplicaSet({ spec }: ReplicaSet): void {
  if (spec.template) fillTemplate(spec.template);
  spec.replicas ??= 1;
}

export function fillDaemonSet({ spec }: DaemonSet): void {
  fillTemplate(spec.template);
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ??= "RollingUpdate";
  if (spec.updateStrategy.type === "RollingUpdate") {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
    spec.updateStrategy.rollingUpdate.maxSurge ??= 0;
  }
  spec.revisionHistoryLimit ??= 10;
}

/** After pkg/apis/batch/v1/defaults.go. The selector is made from the uid, so admission does that. */
export function fillJob({ spec }: Job): void {
  fillTemplate(spec.template);
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : 2 ** 31 - 1;
  spec.completionMode ??= "NonIndexed";
  spec.suspend ??= false;
  spec.manualSelector ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy ? "Failed" : "TerminatingOrFailed";
  for (const rule of spec.podFailurePolicy?.rules ?? [])
    for (const pattern of rule.onPodConditions ?? []) pattern.status ??= "True";
}

export function fillStatefulSet({ spec }: StatefulSet): void {
  fillTemplate(spec.template);
  spec.podManagementPolicy ||= "OrderedReady";
  spec.updateStrategy ??= {};
  spec.updateStrategy.type ||= "RollingUpdate";
  if (spec.updateStrategy.type === "RollingUpdate") {
    spec.updateStrategy.rollingUpdate ??= {};
    spec.updateStrategy.rollingUpdate.partition ??= 0;
    spec.updateStrategy.rollingUpdate.maxUnavailable ??= 1;
  }
  spec.persistentVolumeClaimRetentionPolicy ??= {};
  spec.persistentVolumeClaimRetentionPolicy.whenDeleted ||= "Retain";
  spec.persistentVolumeClaimRetentionPolicy.whenScaled ||= "Retain";
  spec.replicas ??= 1;
  spec.revisionHistoryLimit ??= 10;
  spec.serviceName ??= "";
  if (spec.ordinals) spec.ordinals.start ??= 0;
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion ??= "v1";
    claim.kind ??= "PersistentVolumeClaim";
    if (claim.spec) claim.spec.volumeMode ??= "Filesystem";
    claim.status ??= {};
    claim.status.phase ??= "Pending";
  }
}

/** The selector and the labels are those of the template, unless they are said. */
export function fillReplicationController({ metadata, spec }: ReplicationController): void {
  if (spec.template) fillTemplate(spec.template);
  spec.replicas ??= 1;
  const labels = spec.template?.metadata?.labels;
  if (!labels) return;
  if (Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
  if (Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
}

/** The jobs' own defaults come when they are made. */
export function fillCronJob({ spec }: CronJob): void {
  spec.jobTemplate ??= {};
  spec.jobTemplate.metadata ??= {};
  spec.jobTemplate.spec ??= { template: {} };
  fillTemplate(spec.jobTemplate.spec.template);
  spec.concurrencyPolicy ||= "Allow";
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
}
