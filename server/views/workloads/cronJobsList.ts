import type { CronJob } from "@/server/objects/types";
import { perObject } from "../cells";
import { defineView } from "../view";
import { windowInput, windowOf } from "../window";
import { cronJobRow } from "./cronJobRow";

/** What it is filtered and sorted by does not depend on the time. */
const cells = perObject((one: CronJob) => {
  const { name, namespace, status, severity, createdAt, images, schedule } = cronJobRow(one, 0);
  const words = [schedule, ...images].join(" ");
  return { name, namespace, status, severity, createdAt, words, labels: one.metadata.labels, sortable: {} };
});

export const cronJobsList = defineView({
  name: "cronjobs.list",
  input: windowInput(["name", "namespace", "status", "age"]),
  // The next time moves on by itself.
  refreshMs: 30_000,
  dependsOn: ({ namespace }) => [{ kind: "CronJob", namespace }],
  async read(cluster, wanted, { clock }) {
    const { items, resourceVersion } = await cluster.list("CronJob", { namespace: wanted.namespace });
    const project = (one: CronJob) => cronJobRow(one, clock.now());
    return windowOf({ items, resourceVersion, cells, project }, wanted);
  },
});
