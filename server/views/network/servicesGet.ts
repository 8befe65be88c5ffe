import { eventsOf } from "../eventRow";
import { namedInput } from "../inputs";
import { listIfAllowed } from "../lists";
import { defineView } from "../view";
import { backendsOf, headOf } from "../workloads/details";
import { countEndpoints, endpointRows, slicesByService } from "./endpoints";
import { routeRow } from "./routeRow";
import { serviceRow } from "./serviceRow";

export const servicesGet = defineView({
  name: "services.get",
  input: namedInput,
  dependsOn: ({ namespace, name }) => [
    { kind: "Service", namespace, name },
    ...["EndpointSlice", "HTTPRoute", "Event"].map((kind) => ({ kind, namespace })),
  ],
  async read(cluster, at, { gatewayUrl }) {
    const service = await cluster.get("Service", at);
    const slices = slicesByService((await listIfAllowed(cluster, "EndpointSlice", at.namespace)).items);
    const routes = (await listIfAllowed(cluster, "HTTPRoute", at.namespace)).items.filter((route) =>
      backendsOf(route).includes(at.name),
    );
    const mine = slices.get(`${at.namespace}/${at.name}`) ?? [];
    const ready = (namespace: string, name: string) => countEndpoints(slices.get(`${namespace}/${name}`) ?? []).ready;
    return {
      ...serviceRow(service, mine),
      ...headOf(service),
      /** How pods call it. */
      dnsName: `${at.name}.${at.namespace}.svc.cluster.local`,
      sessionAffinity: service.spec.sessionAffinity ?? "None",
      externalName: service.spec.externalName,
      endpoints: endpointRows(mine),
      routes: routes.map((route) => routeRow(route, ready, gatewayUrl)),
      events: await eventsOf(cluster, [service]),
    };
  },
});
