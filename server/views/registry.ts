import { eventsList } from "./cluster/eventsList";
import { namespacesList } from "./cluster/namespacesList";
import { nodesGet } from "./cluster/nodesGet";
import { nodesList } from "./cluster/nodesList";
import { configGet, configList } from "./config/config";
import { routesGet, routesList } from "./network/routes";
import { servicesGet } from "./network/servicesGet";
import { servicesList } from "./network/servicesList";
import { objectsHistory, objectsYaml } from "./objects/objects";
import { objectsOwners } from "./objects/owners";
import { search } from "./objects/search";
import { navigation } from "./overview/navigation";
import { overview } from "./overview/overview";
import { podsGet } from "./pods/podsGet";
import { podsList } from "./pods/podsList";
import { podsWhy } from "./pods/podsWhy";
import type { AnyView } from "./view";
import { cronJobsGet } from "./workloads/cronJobsGet";
import { cronJobsList } from "./workloads/cronJobsList";
import { daemonSetsGet } from "./workloads/daemonSetsGet";
import { deploymentsGet } from "./workloads/deploymentsGet";
import { jobsGet } from "./workloads/jobsGet";
import { daemonSetsList, deploymentsList, jobsList, statefulSetsList } from "./workloads/lists";
import { statefulSetsGet } from "./workloads/statefulSetsGet";

/** Every view there is. A view's name is also the path of its procedure in the router. */
export const views = [
  overview,
  navigation,
  deploymentsList,
  deploymentsGet,
  statefulSetsList,
  statefulSetsGet,
  daemonSetsList,
  daemonSetsGet,
  jobsList,
  jobsGet,
  cronJobsList,
  cronJobsGet,
  podsList,
  podsGet,
  podsWhy,
  nodesList,
  nodesGet,
  servicesList,
  servicesGet,
  routesList,
  routesGet,
  configList,
  configGet,
  eventsList,
  namespacesList,
  objectsYaml,
  objectsHistory,
  objectsOwners,
  search,
] as const;

const byName = new Map<string, AnyView>(views.map((view) => [view.name, view as AnyView]));

export function viewNamed(name: string): AnyView | undefined {
  return byName.get(name);
}
