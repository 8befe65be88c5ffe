import { isDeleting, nameOf } from "@/server/objects/meta";
import { matchesLabels } from "@/server/objects/selector";
import type { EndpointSlice, Pod, Service } from "@/server/objects/types";
import type { Controller, ControllerTools, Queue } from "../controller";
import { splitKey } from "../keys";
import { managedBy, reconcile } from "./reconcile";
import { managedByLabel, serviceLabel } from "./slices";

/** Tells for each Service which pods answer for it. */
export function endpointSliceController({ caches }: ControllerTools): Controller {
  const services = caches.of("Service");
  const pods = caches.of("Pod");
  const slices = caches.of("EndpointSlice");
  const nodes = caches.of("Node");

  return {
    name: "endpointslice-controller",
    kinds: ["Service", "Pod", "EndpointSlice", "Node"],
    workers: 8,
    watch: (queue) => [
      services.onChange(({ object }) => queue.add(nameOf(object))),
      pods.onChange(({ object, previous }) => {
        if (previous && !hasMoved(previous, object)) return;
        enqueueServices(queue, services.inNamespace(object.metadata.namespace ?? ""), [object, previous]);
      }),
      slices.onChange(({ object }) => {
        const service = object.metadata.labels?.[serviceLabel];
        if (service && isOurs(object)) queue.add(`${object.metadata.namespace}/${service}`);
      }),
    ],
    reconcile(key) {
      const [namespace, name] = splitKey(key);
      const service = services.get(namespace, name);
      // Slices of a Service that is gone go with it: it owns them.
      if (!service || isDeleting(service)) return undefined;
      const inNamespace = slices.inNamespace(namespace ?? "");
      return reconcile(service, {
        pods: pods
          .inNamespace(namespace ?? "")
          .filter((pod) => matchesLabels(service.spec.selector, pod.metadata.labels)),
        slices: inNamespace.filter((slice) => slice.metadata.labels?.[serviceLabel] === name && isOurs(slice)),
        nodeOf: (node) => nodes.get(undefined, node),
      });
    },
  };
}

function isOurs({ metadata }: EndpointSlice): boolean {
  return metadata.labels?.[managedByLabel] === managedBy;
}

function enqueueServices(queue: Queue, services: readonly Service[], pods: readonly (Pod | undefined)[]): void {
  for (const service of services) {
    if (!service.spec.selector) continue;
    if (pods.some((pod) => pod && matchesLabels(service.spec.selector, pod.metadata.labels)))
      queue.add(nameOf(service));
  }
}

/** Whether anything about the pod changed that an endpoint shows: most status writes do not. */
function hasMoved(before: Pod, after: Pod): boolean {
  const shown = ({ metadata, spec, status }: Pod) => [
    metadata.labels,
    metadata.annotations,
    metadata.deletionTimestamp,
    spec.nodeName,
    status?.phase,
    status?.podIP,
    status?.podIPs,
    status?.conditions?.find(({ type }) => type === "Ready")?.status,
  ];
  return before.metadata.uid !== after.metadata.uid || JSON.stringify(shown(before)) !== JSON.stringify(shown(after));
}
