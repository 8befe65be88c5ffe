import type { QueueSortPlugin } from "../framework";

/** Higher priority first; among equals, who came first. */
export const prioritySort: QueueSortPlugin = {
  name: "PrioritySort",
  isBefore: (left, right) =>
    left.info.priority === right.info.priority
      ? left.sinceMs < right.sinceMs
      : left.info.priority > right.info.priority,
};
