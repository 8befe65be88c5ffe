import { listIfAllowed, newest } from "../lists";
import { defineView } from "../view";
import { windowInput, windowOf } from "../window";
import { slicesByService } from "./endpoints";
import { routesByService } from "./routesByService";
import { serviceCells, serviceRow } from "./serviceRow";

export const servicesList = defineView({
  name: "services.list",
  input: windowInput(["name", "namespace", "status", "type", "ready", "age"]),
  dependsOn: ({ namespace }) => [
    { kind: "Service", namespace },
    { kind: "EndpointSlice", namespace },
    { kind: "HTTPRoute" },
  ],
  async read(cluster, wanted) {
    const services = await cluster.list("Service", { namespace: wanted.namespace });
    const slices = await listIfAllowed(cluster, "EndpointSlice", wanted.namespace);
    const byService = slicesByService(slices.items);
    const routes = await listIfAllowed(cluster, "HTTPRoute");
    const leading = routesByService(routes.items);
    const items = services.items.map((service) => ({
      row: serviceRow(service, byService.get(`${service.metadata.namespace ?? ""}/${service.metadata.name}`) ?? []),
      labels: service.metadata.labels,
    }));
    return windowOf(
      {
        items,
        resourceVersion: newest(services.resourceVersion, slices.resourceVersion, routes.resourceVersion),
        cells: ({ row, labels }) => serviceCells(row, labels),
        project: ({ row }) => ({ ...row, routes: leading.get(row.key) ?? [] }),
      },
      wanted,
    );
  },
});
