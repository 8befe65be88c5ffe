/** A place that the navigation leads to. Names are keys of `shell.nav`. */
export interface Place {
  readonly key: PlaceKey;
  readonly href: string;
  /** Which figures of `overview.navigation` stand beside it, added up. */
  readonly figures?: readonly FigureKey[];
  /** Shown to these roles only; to all when left out. (The server enforces it; this only spares a dead end.) */
  readonly roles?: readonly string[];
}

export type PlaceKey =
  | "overview"
  | "deployments"
  | "statefulSets"
  | "daemonSets"
  | "pods"
  | "jobs"
  | "cronJobs"
  | "network"
  | "config"
  | "nodes"
  | "namespaces"
  | "events"
  | "audit"
  | "users"
  | "tokens";

export type FigureKey =
  | ("deployments" | "statefulSets" | "daemonSets" | "jobs" | "cronJobs")
  | ("pods" | "services" | "routes" | "config" | "nodes");

export interface PlaceGroup {
  readonly key: "top" | "workloads" | "cluster";
  readonly places: readonly Place[];
}

export const placeGroups: readonly PlaceGroup[] = [
  { key: "top", places: [{ key: "overview", href: "/" }] },
  {
    key: "workloads",
    places: [
      { key: "deployments", href: "/deployments", figures: ["deployments"] },
      { key: "pods", href: "/pods", figures: ["pods"] },
      { key: "statefulSets", href: "/statefulsets", figures: ["statefulSets"] },
      { key: "daemonSets", href: "/daemonsets", figures: ["daemonSets"] },
      { key: "jobs", href: "/jobs", figures: ["jobs"] },
      { key: "cronJobs", href: "/cronjobs", figures: ["cronJobs"] },
      { key: "network", href: "/network", figures: ["services", "routes"] },
      { key: "config", href: "/config", figures: ["config"] },
    ],
  },
  {
    key: "cluster",
    places: [
      { key: "nodes", href: "/nodes", figures: ["nodes"] },
      { key: "namespaces", href: "/namespaces" },
      { key: "events", href: "/events" },
      { key: "audit", href: "/audit", roles: ["admin"] },
      { key: "users", href: "/users", roles: ["admin"] },
      { key: "tokens", href: "/tokens" },
    ],
  },
];

/** The places this role is shown, by group; groups without any are left out. */
export function placesFor(role: string | undefined): readonly PlaceGroup[] {
  return placeGroups
    .map((group) => ({
      ...group,
      places: group.places.filter(({ roles }) => !roles || (role !== undefined && roles.includes(role))),
    }))
    .filter(({ places }) => places.length > 0);
}

/** The place that a path belongs to. */
export function placeOf(path: string): Place | undefined {
  const all = placeGroups.flatMap(({ places }) => places);
  return all.find(({ href }) => (href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`)));
}

const kindPlaces: Record<string, string> = {
  Deployment: "/deployments",
  StatefulSet: "/statefulsets",
  DaemonSet: "/daemonsets",
  Job: "/jobs",
  CronJob: "/cronjobs",
  Pod: "/pods",
  Service: "/network/services",
  HTTPRoute: "/network/routes",
  ConfigMap: "/config/configmaps",
  Secret: "/config/secrets",
};

/** The page of an object; undefined for a kind that has none. */
export function hrefOf(object: { kind: string; namespace?: string | undefined; name: string }): string | undefined {
  if (object.kind === "Node") return `/nodes/${encodeURIComponent(object.name)}`;
  const place = kindPlaces[object.kind];
  if (!place || !object.namespace) return undefined;
  return `${place}/${encodeURIComponent(object.namespace)}/${encodeURIComponent(object.name)}`;
}
