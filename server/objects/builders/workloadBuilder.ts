import type { Container, DaemonSet, Deployment, Job, PodTemplate, ReplicaSet, StatefulSet } from "../types";
import { Builder } from "./builder";
import { type Asked, quantitiesOf } from "./podBuilder";

type Workload = Deployment | ReplicaSet | StatefulSet | DaemonSet | Job;

/** What all workloads with a pod template share. */
export class WorkloadBuilder<T extends Workload> extends Builder<T> {
  /** The image of its first container. */
  running(image: string): this {
    return this.withFirst((container) => {
      container.image = image;
    });
  }

  requesting(asked: Asked): this {
    return this.withFirst((container) => {
      container.resources = { ...container.resources, requests: quantitiesOf(asked) };
    });
  }

  withTemplate(edit: (template: PodTemplate) => void): this {
    return this.with(({ spec }) => {
      if (spec.template) edit(spec.template);
    });
  }

  withStatus(status: NonNullable<T["status"]>): this {
    return this.with((workload) => {
      workload.status = { ...workload.status, ...status };
    });
  }

  private withFirst(edit: (container: Container) => void): this {
    return this.withTemplate((template) => {
      const first = template.spec?.containers[0];
      if (first) edit(first);
    });
  }
}

export class ScaledBuilder<T extends Deployment | ReplicaSet | StatefulSet> extends WorkloadBuilder<T> {
  replicas(count: number): this {
    return this.with(({ spec }) => {
      spec.replicas = count;
    });
  }

  /** Selects these labels, and gives them to its pods. */
  selecting(labels: Readonly<Record<string, string>>): this {
    return this.with(({ spec }) => {
      spec.selector = { matchLabels: { ...labels } };
      if (spec.template) spec.template.metadata = { ...spec.template.metadata, labels: { ...labels } };
    });
  }
}

export class DeploymentBuilder extends ScaledBuilder<Deployment> {
  rolling(maxSurge: number | string, maxUnavailable: number | string): this {
    return this.with(({ spec }) => {
      spec.strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge, maxUnavailable } };
    });
  }

  recreating(): this {
    return this.with(({ spec }) => {
      spec.strategy = { type: "Recreate" };
    });
  }

  paused(): this {
    return this.with(({ spec }) => {
      spec.paused = true;
    });
  }
}

export class JobBuilder extends WorkloadBuilder<Job> {
  completing(completions: number, parallelism = 1): this {
    return this.with(({ spec }) => {
      spec.completions = completions;
      spec.parallelism = parallelism;
    });
  }

  failingAfter(backoffLimit: number): this {
    return this.with(({ spec }) => {
      spec.backoffLimit = backoffLimit;
    });
  }
}
