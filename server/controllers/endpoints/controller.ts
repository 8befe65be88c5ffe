import { isDeleting, nameOf } from "@/server/objects/meta";
import type { EndpointSlice, Service } from "@/server/objects/types";
import { nothing } from "../actions";
import type { Controller, ControllerTools } from "../controller";
import { familiesOf } from "../endpointslice/endpoints";
import { managedBy as slicesManagedBy } from "../endpointslice/reconcile";
import { serviceLabel, managedByLabel as sliceManagedByLabel } from "../endpointslice/slices";
import { splitKey } from "../keys";
import { managedBy, managedByLabel, reconcile } from "./reconcile";

/** Keeps the Endpoints of each Service that selects pods, for programs that do not read slices. */
export function endpointsController({ caches }: ControllerTools): Controller {
  const services = caches.of("Service");
  const slices = caches.of("EndpointSlice");
  const endpoints = caches.of("Endpoints");
  /** Services that went while this process lived: their Endpoints go with them, whoever wrote those. */
  const gone = new Set<string>();

  function slicesOf(service: Service): EndpointSlice[] {
    const { uid } = service.metadata;
    const [family] = familiesOf(service);
    return slices
      .ownedBy(uid)
      .filter(
        ({ metadata, addressType }) =>
          addressType === family && metadata.labels?.[sliceManagedByLabel] === slicesManagedBy,
      );
  }

  return {
    name: "endpoint-controller",
    kinds: ["Service", "EndpointSlice", "Endpoints"],
    watch: (queue) => [
      services.onChange(({ type, object }) => {
        const key = nameOf(object);
        if (type === "DELETED" || type === "GONE") gone.add(key);
        else gone.delete(key);
        queue.add(key);
      }),
      slices.onChange(({ object }) => {
        const service = object.metadata.labels?.[serviceLabel];
        if (service) queue.add(`${object.metadata.namespace}/${service}`);
      }),
      endpoints.onChange(({ object }) => queue.add(nameOf(object))),
    ],
    reconcile(key) {
      const [namespace, name] = splitKey(key);
      const service = services.get(namespace, name);
      const there = endpoints.get(namespace, name);
      if (service)
        return isDeleting(service) ? nothing : reconcile(service, { slices: slicesOf(service), endpoints: there });
      const goesWithService = gone.delete(key) || there?.metadata.labels?.[managedByLabel] === managedBy;
      return there && goesWithService ? { actions: [{ do: "delete", kind: "Endpoints", object: there }] } : nothing;
    },
  };
}
