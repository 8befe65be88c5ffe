import type { Controller, ControllerTools } from "../controller";
import { type EventLimits, expired } from "./reconcile";

const sweepMs = 600_000;

/** Forgets events after a while. They are listed now and then, not followed. */
export function eventsController({ cluster, clock }: ControllerTools, limits: EventLimits): Controller {
  return {
    name: "event-ttl-controller",
    kinds: [],
    workers: 1,
    watch: (queue) => {
      queue.addAfter("sweep", 60_000);
      return [clock.every(sweepMs, () => queue.add("sweep"))];
    },
    async reconcile() {
      const { items } = await cluster.list("Event");
      return { actions: expired(items, clock.now(), limits) };
    },
  };
}
