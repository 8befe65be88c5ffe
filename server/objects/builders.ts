import { Builder, metadataFor, uidFor } from "./builders/builder";
import { NodeBuilder } from "./builders/nodeBuilder";
import { PodBuilder } from "./builders/podBuilder";
import { DeploymentBuilder, JobBuilder, ScaledBuilder, WorkloadBuilder } from "./builders/workloadBuilder";
import { configMap } from "./kinds/configMap";
import { cronJob } from "./kinds/cronJob";
import { daemonSet } from "./kinds/daemonSet";
import { deployment } from "./kinds/deployment";
import { endpointSlice } from "./kinds/endpointSlice";
import { event } from "./kinds/event";
import { httpRoute } from "./kinds/httpRoute";
import { job } from "./kinds/job";
import { namespace } from "./kinds/namespace";
import { node } from "./kinds/node";
import { pod } from "./kinds/pod";
import { podDisruptionBudget } from "./kinds/podDisruptionBudget";
import { replicaSet } from "./kinds/replicaSet";
import { secret } from "./kinds/secret";
import { service } from "./kinds/service";
import { serviceAccount } from "./kinds/serviceAccount";
import { statefulSet } from "./kinds/statefulSet";
import type {
  ConfigMap,
  CronJob,
  DaemonSet,
  EndpointSlice,
  Event,
  HTTPBackendRef,
  HTTPRoute,
  Namespace,
  PodDisruptionBudget,
  ReplicaSet,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
} from "./types";

/** Builders of complete stored objects for tests; with defaults, an identity, a revision and times. */

export function aPod(name = "pod"): PodBuilder {
  const spec = { containers: [{ name: "main", image: "web:1" }] };
  return new PodBuilder(pod, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadataFor("Pod", name, "default"),
    spec,
    status: { phase: "Pending" },
  });
}

/** 4 CPUs, 32 GiB, 110 pods, ready. */
export function aNode(name = "node"): NodeBuilder {
  const metadata = { ...metadataFor("Node", name), labels: { "kubernetes.io/hostname": name } };
  return new NodeBuilder(node, { apiVersion: "v1", kind: "Node", metadata, spec: {} }).sized({}).ready();
}

/** Selects `app: NAME`. */
export function aDeployment(name = "web"): DeploymentBuilder {
  return new DeploymentBuilder(deployment, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { ...metadataFor("Deployment", name, "default"), generation: 1 },
    spec: { replicas: 1, ...templateFor(name) },
  });
}

export function aReplicaSet(name = "web"): ScaledBuilder<ReplicaSet> {
  return new ScaledBuilder<ReplicaSet>(replicaSet, {
    apiVersion: "apps/v1",
    kind: "ReplicaSet",
    metadata: { ...metadataFor("ReplicaSet", name, "default"), generation: 1 },
    spec: { replicas: 1, ...templateFor(name) },
  });
}

/** Ordered, of the headless Service of its name. */
export function aStatefulSet(name = "web"): ScaledBuilder<StatefulSet> {
  return new ScaledBuilder<StatefulSet>(statefulSet, {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { ...metadataFor("StatefulSet", name, "default"), generation: 1 },
    spec: { replicas: 1, serviceName: name, ...templateFor(name) },
  });
}

export function aDaemonSet(name = "agent"): WorkloadBuilder<DaemonSet> {
  return new WorkloadBuilder<DaemonSet>(daemonSet, {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { ...metadataFor("DaemonSet", name, "default"), generation: 1 },
    spec: templateFor(name),
  });
}

export function aJob(name = "job"): JobBuilder {
  const metadata = { ...metadataFor("Job", name, "default"), generation: 1 };
  const uid = uidFor("Job", "default", name);
  const labels = {
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  return new JobBuilder(job, {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata,
    spec: {
      selector: { matchLabels: { "batch.kubernetes.io/controller-uid": uid } },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "main", image: "job:1" }], restartPolicy: "Never" },
      },
    },
  });
}

/** Every five minutes. */
export function aCronJob(name = "backup"): Builder<CronJob> {
  const template = { spec: { containers: [{ name: "main", image: "job:1" }], restartPolicy: "Never" as const } };
  return new Builder<CronJob>(cronJob, {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { ...metadataFor("CronJob", name, "default"), generation: 1 },
    spec: { schedule: "*/5 * * * *", jobTemplate: { spec: { template } } },
  });
}

/** Port 80 to the pods labelled `app: NAME`. */
export function aService(name = "web"): Builder<Service> {
  return new Builder<Service>(service, {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadataFor("Service", name, "default"),
    spec: { selector: { app: name }, ports: [{ port: 80, targetPort: 80 }], clusterIP: "10.96.0.10" },
  });
}

export function anEndpointSlice(name = "web-1"): Builder<EndpointSlice> {
  return new Builder<EndpointSlice>(endpointSlice, {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: metadataFor("EndpointSlice", name, "default"),
    addressType: "IPv4",
    endpoints: [],
    ports: [],
  });
}

export function aConfigMap(name = "config", data: Record<string, string> = {}): Builder<ConfigMap> {
  const metadata = metadataFor("ConfigMap", name, "default");
  return new Builder<ConfigMap>(configMap, { apiVersion: "v1", kind: "ConfigMap", metadata, data });
}

/** Values in the clear; they are stored in base64. */
export function aSecret(name = "secret", values: Record<string, string> = {}): Builder<Secret> {
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]),
  );
  const metadata = metadataFor("Secret", name, "default");
  return new Builder<Secret>(secret, { apiVersion: "v1", kind: "Secret", metadata, data });
}

export function aServiceAccount(name = "default"): Builder<ServiceAccount> {
  const metadata = metadataFor("ServiceAccount", name, "default");
  return new Builder<ServiceAccount>(serviceAccount, { apiVersion: "v1", kind: "ServiceAccount", metadata });
}

export function aNamespace(name = "default"): Builder<Namespace> {
  return new Builder<Namespace>(namespace, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: metadataFor("Namespace", name),
    spec: {},
    status: { phase: "Active" },
  });
}

/** All paths to the backends, on the Gateway `default`. */
export function anHttpRoute(name = "web", ...backendRefs: HTTPBackendRef[]): Builder<HTTPRoute> {
  return new Builder<HTTPRoute>(httpRoute, {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: metadataFor("HTTPRoute", name, "default"),
    spec: {
      parentRefs: [{ name: "default" }],
      rules: [{ backendRefs: backendRefs.length > 0 ? backendRefs : [{ name, port: 80 }] }],
    },
  });
}

export function aPodDisruptionBudget(name: string, spec: PodDisruptionBudget["spec"]): Builder<PodDisruptionBudget> {
  return new Builder<PodDisruptionBudget>(podDisruptionBudget, {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: metadataFor("PodDisruptionBudget", name, "default"),
    spec,
  });
}

export function anEvent(name: string, involvedObject: Event["involvedObject"]): Builder<Event> {
  return new Builder<Event>(event, {
    apiVersion: "v1",
    kind: "Event",
    metadata: metadataFor("Event", name, involvedObject.namespace ?? "default"),
    involvedObject,
  });
}

function templateFor(app: string) {
  const labels = { app };
  return {
    selector: { matchLabels: { ...labels } },
    template: { metadata: { labels: { ...labels } }, spec: { containers: [{ name: "main", image: "web:1" }] } },
  };
}
