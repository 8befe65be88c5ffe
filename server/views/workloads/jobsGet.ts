import { conditionRows } from "../conditionRow";
import { eventsOf } from "../eventRow";
import { namedInput } from "../inputs";
import { defineView } from "../view";
import { headOf, podRows, podsOf } from "./details";
import { templateRow } from "./templateRow";
import { jobRow } from "./workloadRow";

export const jobsGet = defineView({
  name: "jobs.get",
  input: namedInput,
  refreshMs: 5_000,
  dependsOn: ({ namespace, name }) => [
    { kind: "Job", namespace, name },
    { kind: "Pod", namespace },
    { kind: "Event", namespace },
  ],
  async read(cluster, at, { usage }) {
    const job = await cluster.get("Job", at);
    const pods = await podsOf(cluster, at.namespace, [job]);
    return {
      ...jobRow(job),
      ...headOf(job),
      parallelism: job.spec.parallelism ?? 1,
      backoffLimit: job.spec.backoffLimit ?? 6,
      ttlSecondsAfterFinished: job.spec.ttlSecondsAfterFinished,
      activeDeadlineSeconds: job.spec.activeDeadlineSeconds,
      template: templateRow(job.spec.template),
      conditions: conditionRows(job.status?.conditions),
      pods: podRows(pods, usage),
      events: await eventsOf(cluster, [job, ...pods]),
    };
  },
});
