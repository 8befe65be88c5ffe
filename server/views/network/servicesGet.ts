import { eventsOf } from "../eventRow";
import { namedInput } from "../inputs";
import { listIfAllowed } from "../lists";
import { podStatus } from "../pods/podStatus";
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
    ...["EndpointSlice", "HTTPRoute", "Event", "Pod"].map((kind) => ({ kind, namespace })),
  ],
  async read(cluster, at, { gatewayUrl }) {
    const service = await cluster.get("Service", at);
    const slices = slicesByService((await listIfAllowed(cluster, "EndpointSlice", at.namespace)).items);
    const routes = (await listIfAllowed(cluster, "HTTPRoute", at.namespace)).items.filter((route) =>
      backendsOf(route).includes(at.name),
    );
    const pods = (await listIfAllowed(cluster, "Pod", at.namespace)).items;
    const statusOf = new Map(pods.map((pod) => [pod.metadata.name, podStatus(pod)]));
    const mine = slices.get(`${at.namespace}/${at.name}`) ?? [];
    const ready = (namespace: string, name: string) => countEndpoints(slices.get(`${namespace}/${name}`) ?? []).ready;
    return {
      ...serviceRow(service, mine),
      ...headOf(service),
      /** How pods call it. */
      dnsName: `${at.name}.${at.namespace}.svc.cluster.local`,
      sessionAffinity: service.spec.sessionAffinity ?? "None",
      externalName: service.spec.externalName,
      /** Each with its pod's state: why one that is not ready gets no traffic. */
      endpoints: endpointRows(mine).map((row) => ({ ...row, podStatus: statusOf.get(row.pod ?? "") })),
      routes: routes.map((route) => routeRow(route, ready, gatewayUrl)),
      events: await eventsOf(cluster, [service]),
    };
  },
});
