import { isDeleting, nameOf } from "@/server/objects/meta";
import type { EndpointSlice } from "@/server/objects/types";
import type { Controller, ControllerTools } from "../controller";
import { managedByLabel, serviceLabel } from "../endpointslice/slices";
import { splitKey } from "../keys";
import { isMirrored, managedBy, reconcile } from "./reconcile";

/** Gives a Service without a selector the slices that its Endpoints say. */
export function endpointSliceMirroringController({ caches }: ControllerTools): Controller {
  const services = caches.of("Service");
  const slices = caches.of("EndpointSlice");
  const endpoints = caches.of("Endpoints");
  const isOurs = ({ metadata }: EndpointSlice) => metadata.labels?.[managedByLabel] === managedBy;

  return {
    name: "endpointslice-mirroring-controller",
    kinds: ["Service", "EndpointSlice", "Endpoints"],
    watch: (queue) => [
      services.onChange(({ object }) => queue.add(nameOf(object))),
      endpoints.onChange(({ object }) => queue.add(nameOf(object))),
      slices.onChange(({ object }) => {
        const service = object.metadata.labels?.[serviceLabel];
        if (service && isOurs(object)) queue.add(`${object.metadata.namespace}/${service}`);
      }),
    ],
    reconcile(key) {
      const [namespace, name] = splitKey(key);
      const source = endpoints.get(namespace, name);
      // Slices of Endpoints that are gone go with them: they own them.
      if (!source || isDeleting(source)) return undefined;
      const service = services.get(namespace, name);
      const mirrored = slices.ownedBy(source.metadata.uid).filter(isOurs);
      if (service && !service.spec.selector && isMirrored(source)) return reconcile(source, mirrored);
      return { actions: mirrored.map((object) => ({ do: "delete", kind: "EndpointSlice", object })) };
    },
  };
}
