/** What the form holds: texts, as they were typed. */
export interface RouteDraft {
  readonly namespace: string;
  readonly name: string;
  /** `shop.example.com, www.example.com`; empty: every host. */
  readonly hosts: string;
  readonly path: string;
  readonly backends: readonly BackendDraft[];
}

export interface BackendDraft {
  readonly service: string;
  readonly port: string;
  readonly weight: string;
}

export const emptyRoute: RouteDraft = {
  namespace: "default",
  name: "",
  hosts: "",
  path: "/",
  backends: [{ service: "", port: "", weight: "1" }],
};

export type RouteProblem = "name" | "path" | "backend";

/** What must be put right before it is sent; the engine has the last word on everything else. */
export function checkRoute({ name, path, backends }: RouteDraft): readonly RouteProblem[] {
  const problems: RouteProblem[] = [];
  if (name.trim() === "") problems.push("name");
  if (!path.startsWith("/")) problems.push("path");
  if (backends.some((backend) => !isBackend(backend))) problems.push("backend");
  return problems;
}

export function isBackend({ service, port, weight }: BackendDraft): boolean {
  return service !== "" && /^\d+$/.test(port) && /^\d{1,6}$/.test(weight) && Number(weight) <= 1_000_000;
}

/** The draft as a manifest for the gateway that is there from the start. */
export function routeManifest({ namespace, name, hosts, path, backends }: RouteDraft) {
  const hostnames = hosts.split(/[\s,]+/).filter(Boolean);
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { namespace, name: name.trim() },
    spec: {
      parentRefs: [{ name: "default", namespace: "default" }],
      ...(hostnames.length > 0 ? { hostnames } : {}),
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: path.trim() } }],
          backendRefs: backends.map(({ service, port, weight }) => ({
            name: service,
            port: Number(port),
            ...(backends.length > 1 ? { weight: Number(weight) } : {}),
          })),
        },
      ],
    },
  };
}
