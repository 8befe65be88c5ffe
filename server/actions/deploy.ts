import type { Container, Manifest, Probe } from "@/server/objects/types";

/** What the console's form asks for. Only its name, namespace and image must be there; the rest has Kubernetes' defaults. */
export interface DeployForm {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly replicas?: number;
  readonly ports?: readonly FormPort[];
  readonly env?: readonly FormVariable[];
  readonly requests?: FormResources;
  readonly limits?: FormResources;
  /** HTTP path that answers when a pod can take traffic; asked on the first port. */
  readonly probePath?: string;
  readonly route?: { readonly host?: string; readonly path?: string };
}

export interface FormPort {
  /** `http` for the first, `port-N` for others, unless told. */
  readonly name?: string;
  readonly containerPort: number;
  /** What the Service listens on; the containerPort unless told. */
  readonly servicePort?: number;
  readonly protocol?: "TCP" | "UDP";
}

export type FormVariable =
  | { readonly name: string; readonly value: string }
  | { readonly name: string; readonly configMap: string; readonly key: string }
  | { readonly name: string; readonly secret: string; readonly key: string };

/** Quantities as manifests have them: `250m`, `64Mi`. */
export interface FormResources {
  readonly cpu?: string;
  readonly memory?: string;
}

/** A Deployment, a Service where there are ports, an HTTPRoute where a route was asked for: what a person would have written. */
export function manifestsOf(form: DeployForm): Manifest[] {
  const ports = (form.ports ?? []).map(named);
  return [
    deployment(form, ports),
    ...(ports.length > 0 ? [service(form, ports)] : []),
    ...(form.route && ports[0] ? [route(form, form.route, ports[0])] : []),
  ];
}

type NamedPort = FormPort & { readonly name: string };

function named(port: FormPort, index: number): NamedPort {
  return { ...port, name: port.name || (index === 0 ? "http" : `port-${port.containerPort}`) };
}

const labelKey = "app.kubernetes.io/name";

function metadataOf({ name, namespace }: DeployForm) {
  return { name, namespace, labels: { [labelKey]: name } };
}

function deployment(form: DeployForm, ports: readonly NamedPort[]): Manifest {
  const labels = { [labelKey]: form.name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadataOf(form),
    spec: {
      replicas: form.replicas ?? 1,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container(form, ports)] } },
    },
  };
}

function container(form: DeployForm, ports: readonly NamedPort[]): Container {
  const { name, image, command = [], args = [], env = [] } = form;
  const resources = withoutEmpty({ requests: quantities(form.requests), limits: quantities(form.limits) });
  const probe = form.probePath && ports[0] ? probeOf(form.probePath, ports[0]) : undefined;
  return {
    name,
    image,
    ...(command.length > 0 ? { command: [...command] } : {}),
    ...(args.length > 0 ? { args: [...args] } : {}),
    ...(ports.length > 0
      ? {
          ports: ports.map(({ name, containerPort, protocol }) => ({
            name,
            containerPort,
            ...(protocol ? { protocol } : {}),
          })),
        }
      : {}),
    ...(env.length > 0 ? { env: env.map(variable) } : {}),
    ...(Object.keys(resources).length > 0 ? { resources } : {}),
    ...(probe ? { readinessProbe: probe } : {}),
  };
}

function probeOf(path: string, { name }: NamedPort): Probe {
  return { httpGet: { path: path.startsWith("/") ? path : `/${path}`, port: name }, periodSeconds: 2 };
}

function variable(given: FormVariable): NonNullable<Container["env"]>[number] {
  if ("value" in given) return { name: given.name, value: given.value };
  if ("secret" in given)
    return { name: given.name, valueFrom: { secretKeyRef: { name: given.secret, key: given.key } } };
  return { name: given.name, valueFrom: { configMapKeyRef: { name: given.configMap, key: given.key } } };
}

function quantities(given: FormResources | undefined): Record<string, string> | undefined {
  const filled = Object.entries(given ?? {}).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return filled.length > 0 ? Object.fromEntries(filled) : undefined;
}

function withoutEmpty<T extends object>(object: T): Partial<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function service(form: DeployForm, ports: readonly NamedPort[]): Manifest {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataOf(form),
    spec: {
      selector: { [labelKey]: form.name },
      ports: ports.map(({ name, containerPort, servicePort, protocol }) => ({
        name,
        port: servicePort ?? containerPort,
        targetPort: name,
        ...(protocol ? { protocol } : {}),
      })),
    },
  };
}

function route(form: DeployForm, { host, path }: NonNullable<DeployForm["route"]>, port: NamedPort): Manifest {
  return {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: metadataOf(form),
    spec: {
      parentRefs: [{ name: "default", namespace: "default" }],
      ...(host ? { hostnames: [host] } : {}),
      rules: [
        {
          matches: [{ path: { type: "PathPrefix", value: path || "/" } }],
          backendRefs: [{ name: form.name, port: port.servicePort ?? port.containerPort }],
        },
      ],
    },
  };
}
