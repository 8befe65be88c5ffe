import type { Cluster } from "@/server/cluster/cluster";
import { conditionRows } from "../conditionRow";
import { eventsOf } from "../eventRow";
import { namedInput } from "../inputs";
import { listIfAllowed, newest } from "../lists";
import { defineView } from "../view";
import { windowInput, windowOf } from "../window";
import { headOf } from "../workloads/details";
import { countEndpoints, slicesByService } from "./endpoints";
import { type ReadyOf, routeCells, routeRow } from "./routeRow";

export const routesList = defineView({
  name: "routes.list",
  input: windowInput(["name", "namespace", "status", "host", "age"]),
  dependsOn: ({ namespace }) => [{ kind: "HTTPRoute", namespace }, { kind: "EndpointSlice" }],
  async read(cluster, wanted, { gatewayUrl }) {
    const routes = await cluster.list("HTTPRoute", { namespace: wanted.namespace });
    const { ready, resourceVersion } = await readyEndpoints(cluster);
    const items = routes.items.map((route) => ({
      row: routeRow(route, ready, gatewayUrl),
      labels: route.metadata.labels,
    }));
    return windowOf(
      {
        items,
        resourceVersion: newest(routes.resourceVersion, resourceVersion),
        cells: ({ row, labels }) => routeCells(row, labels),
        project: ({ row }) => row,
      },
      wanted,
    );
  },
});

export const routesGet = defineView({
  name: "routes.get",
  input: namedInput,
  dependsOn: ({ namespace, name }) => [
    { kind: "HTTPRoute", namespace, name },
    { kind: "EndpointSlice" },
    { kind: "Event", namespace },
  ],
  async read(cluster, at, { gatewayUrl }) {
    const route = await cluster.get("HTTPRoute", at);
    const { ready } = await readyEndpoints(cluster);
    return {
      ...routeRow(route, ready, gatewayUrl),
      ...headOf(route),
      parents: (route.status?.parents ?? []).map(({ parentRef, controllerName, conditions }) => ({
        gateway: parentRef.name,
        namespace: parentRef.namespace,
        /** The listener that the route names, where it names one. */
        section: parentRef.sectionName,
        controllerName,
        conditions: conditionRows(conditions),
      })),
      events: await eventsOf(cluster, [route]),
    };
  },
});

async function readyEndpoints(cluster: Cluster): Promise<{ ready: ReadyOf; resourceVersion: string }> {
  const { items, resourceVersion } = await listIfAllowed(cluster, "EndpointSlice");
  const slices = slicesByService(items);
  return {
    ready: (namespace, service) => countEndpoints(slices.get(`${namespace}/${service}`) ?? []).ready,
    resourceVersion,
  };
}
