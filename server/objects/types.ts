/**
 * The shapes of stored objects, as Kubernetes' API has them (types only: nothing of `kubernetes-models` is loaded).
 * What the store guarantees is made required here: `metadata.name`, `uid`, `resourceVersion`, `creationTimestamp`
 * and a `spec` where the kind has one.
 */
import type { IObjectMeta } from "@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta";
import type { IMutatingWebhookConfiguration } from "kubernetes-models/admissionregistration.k8s.io/v1/MutatingWebhookConfiguration";
import type { IValidatingAdmissionPolicy } from "kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy";
import type { IValidatingAdmissionPolicyBinding } from "kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding";
import type { IValidatingWebhookConfiguration } from "kubernetes-models/admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration";
import type { ICustomResourceDefinition } from "kubernetes-models/apiextensions.k8s.io/v1/CustomResourceDefinition";
import type { IControllerRevision } from "kubernetes-models/apps/v1/ControllerRevision";
import type { IDaemonSet } from "kubernetes-models/apps/v1/DaemonSet";
import type { IDeployment } from "kubernetes-models/apps/v1/Deployment";
import type { IReplicaSet } from "kubernetes-models/apps/v1/ReplicaSet";
import type { IStatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import type { IHorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import type { ICronJob } from "kubernetes-models/batch/v1/CronJob";
import type { IJob } from "kubernetes-models/batch/v1/Job";
import type { ILease } from "kubernetes-models/coordination.k8s.io/v1/Lease";
import type { IEndpointSlice } from "kubernetes-models/discovery.k8s.io/v1/EndpointSlice";
import type { IIngress } from "kubernetes-models/networking.k8s.io/v1/Ingress";
import type { IIngressClass } from "kubernetes-models/networking.k8s.io/v1/IngressClass";
import type { INetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import type { IRuntimeClass } from "kubernetes-models/node.k8s.io/v1/RuntimeClass";
import type { IPodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import type { IClusterRole } from "kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRole";
import type { IClusterRoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1/ClusterRoleBinding";
import type { IRole } from "kubernetes-models/rbac.authorization.k8s.io/v1/Role";
import type { IRoleBinding } from "kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding";
import type { IPriorityClass } from "kubernetes-models/scheduling.k8s.io/v1/PriorityClass";
import type { IStorageClass } from "kubernetes-models/storage.k8s.io/v1/StorageClass";
import type { IConfigMap } from "kubernetes-models/v1/ConfigMap";
import type { IEndpoints } from "kubernetes-models/v1/Endpoints";
import type { IEvent } from "kubernetes-models/v1/Event";
import type { ILimitRange } from "kubernetes-models/v1/LimitRange";
import type { INamespace } from "kubernetes-models/v1/Namespace";
import type { INode } from "kubernetes-models/v1/Node";
import type { IPersistentVolume } from "kubernetes-models/v1/PersistentVolume";
import type { IPersistentVolumeClaim } from "kubernetes-models/v1/PersistentVolumeClaim";
import type { IPod } from "kubernetes-models/v1/Pod";
import type { IPodTemplate } from "kubernetes-models/v1/PodTemplate";
import type { IReplicationController } from "kubernetes-models/v1/ReplicationController";
import type { IResourceQuota } from "kubernetes-models/v1/ResourceQuota";
import type { ISecret } from "kubernetes-models/v1/Secret";
import type { IService } from "kubernetes-models/v1/Service";
import type { IServiceAccount } from "kubernetes-models/v1/ServiceAccount";
import type { Listener, ListenerStatus } from "./listener";
import type { ManagedFieldsEntry } from "./patch/managedFieldsEntry";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export interface Metadata
  extends Omit<IObjectMeta, "name" | "uid" | "resourceVersion" | "creationTimestamp" | "managedFields"> {
  name: string;
  uid: string;
  /** The store's revision of the last change, as a decimal string. */
  resourceVersion: string;
  creationTimestamp: string;
  managedFields?: readonly ManagedFieldsEntry[];
}

/** Any object, of a kind known or not. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: Metadata;
  spec?: unknown;
  status?: unknown;
  data?: unknown;
}

type Stored<T extends { metadata?: unknown }> = Omit<T, "metadata" | "spec"> & { metadata: Metadata } & (T extends {
    spec?: infer S;
  }
    ? { spec: NonNullable<S> }
    : unknown);

export type Namespace = Stored<INamespace>;
export type Node = Stored<INode>;
export type Pod = Stored<IPod>;
export type ReplicaSet = Stored<IReplicaSet>;
export type Deployment = Stored<IDeployment>;
export type MutatingWebhookConfiguration = Stored<IMutatingWebhookConfiguration>;
export type ValidatingAdmissionPolicy = Stored<IValidatingAdmissionPolicy>;
export type ValidatingAdmissionPolicyBinding = Stored<IValidatingAdmissionPolicyBinding>;
export type ValidatingWebhookConfiguration = Stored<IValidatingWebhookConfiguration>;
export type CustomResourceDefinition = Stored<ICustomResourceDefinition>;
export type DaemonSet = Stored<IDaemonSet>;
export type StatefulSet = Stored<IStatefulSet>;
export type ControllerRevision = Stored<IControllerRevision>;
export type ReplicationController = Stored<IReplicationController>;
export type Job = Stored<IJob>;
export type CronJob = Stored<ICronJob>;
export type Service = Stored<IService>;
export type Endpoints = Stored<IEndpoints>;
export type EndpointSlice = Stored<IEndpointSlice>;
/** The kind `PodTemplate`; what workloads carry is a `PodTemplate` here. */
export type PodTemplateObject = Stored<IPodTemplate>;
export type ConfigMap = Stored<IConfigMap>;
export type Secret = Stored<ISecret>;
export type ServiceAccount = Stored<IServiceAccount>;
export type Event = Stored<IEvent>;
export type Lease = Stored<ILease>;
export type PriorityClass = Stored<IPriorityClass>;
export type PodDisruptionBudget = Stored<IPodDisruptionBudget>;
export type ResourceQuota = Stored<IResourceQuota>;
export type LimitRange = Stored<ILimitRange>;
export type RuntimeClass = Stored<IRuntimeClass>;
export type Role = Stored<IRole>;
export type ClusterRole = Stored<IClusterRole>;
export type RoleBinding = Stored<IRoleBinding>;
export type ClusterRoleBinding = Stored<IClusterRoleBinding>;
export type PolicyRule = NonNullable<IRole["rules"]>[number];
export type RbacSubject = NonNullable<IRoleBinding["subjects"]>[number];

export type HorizontalPodAutoscaler = Stored<IHorizontalPodAutoscaler>;
export type Ingress = Stored<IIngress>;
export type IngressClass = Stored<IIngressClass>;
export type NetworkPolicy = Stored<INetworkPolicy>;
export type PersistentVolume = Stored<IPersistentVolume>;
export type PersistentVolumeClaim = Stored<IPersistentVolumeClaim>;
export type StorageClass = Stored<IStorageClass>;

/** `metrics.k8s.io/v1beta1`: what is used, as quantities (`cpu`, `memory`); measured, never stored. */
export interface NodeMetrics extends KubeObject {
  timestamp: string;
  /** The span that the figures are of, as a Go duration: `10s`. */
  window: string;
  usage: Record<string, string>;
}
export interface PodMetrics extends KubeObject {
  timestamp: string;
  window: string;
  containers: { name: string; usage: Record<string, string> }[];
}

/** Gateway API v1: https://gateway-api.sigs.k8s.io/reference/spec/ (the fields that the gateway honours). */
export interface HTTPRoute extends KubeObject {
  spec: HTTPRouteSpec;
  status?: { parents: RouteParentStatus[] };
}
export interface HTTPRouteSpec {
  parentRefs?: ParentReference[];
  hostnames?: string[];
  rules?: HTTPRouteRule[];
}
export interface ParentReference {
  group?: string;
  kind?: string;
  namespace?: string;
  name: string;
  sectionName?: string;
  port?: number;
}
export interface HTTPRouteRule {
  name?: string;
  matches?: HTTPRouteMatch[];
  filters?: HTTPRouteFilter[];
  backendRefs?: HTTPBackendRef[];
  timeouts?: { request?: string; backendRequest?: string };
}
export interface HTTPRouteMatch {
  path?: { type?: "Exact" | "PathPrefix" | "RegularExpression"; value?: string };
  headers?: { type?: "Exact" | "RegularExpression"; name: string; value: string }[];
  queryParams?: { type?: "Exact" | "RegularExpression"; name: string; value: string }[];
  method?: string;
}
export interface HeaderFilter {
  set?: { name: string; value: string }[];
  add?: { name: string; value: string }[];
  remove?: string[];
}
export interface HTTPRouteFilter {
  type: "RequestHeaderModifier" | "ResponseHeaderModifier" | "RequestRedirect" | "URLRewrite" | "RequestMirror";
  requestHeaderModifier?: HeaderFilter;
  responseHeaderModifier?: HeaderFilter;
  requestRedirect?: {
    scheme?: string;
    hostname?: string;
    port?: number;
    statusCode?: number;
    path?: PathModifier;
  };
  urlRewrite?: { hostname?: string; path?: PathModifier };
  requestMirror?: { backendRef: HTTPBackendRef; percent?: number };
}
export interface PathModifier {
  type: "ReplaceFullPath" | "ReplacePrefixMatch";
  replaceFullPath?: string;
  replacePrefixMatch?: string;
}
export interface HTTPBackendRef {
  group?: string;
  kind?: string;
  namespace?: string;
  name: string;
  port?: number;
  weight?: number;
  filters?: HTTPRouteFilter[];
}
export interface RouteParentStatus {
  parentRef: ParentReference;
  controllerName: string;
  conditions: Condition[];
}
export interface Gateway extends KubeObject {
  spec: {
    gatewayClassName: string;
    listeners: Listener[];
    addresses?: { type?: string; value?: string }[];
  };
  status?: { addresses?: { type?: string; value: string }[]; conditions?: Condition[]; listeners?: ListenerStatus[] };
}
export interface GatewayClass extends KubeObject {
  spec: { controllerName: string; description?: string };
  status?: { conditions?: Condition[] };
}

/** `metav1.Condition`. */
export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  observedGeneration?: number;
  lastTransitionTime: string;
  reason: string;
  message: string;
}

/** Kind name → stored shape; a kind that is not here (a custom one) is a `KubeObject`. */
export interface Kinds {
  Namespace: Namespace;
  Node: Node;
  Pod: Pod;
  CustomResourceDefinition: CustomResourceDefinition;
  MutatingWebhookConfiguration: MutatingWebhookConfiguration;
  ValidatingAdmissionPolicy: ValidatingAdmissionPolicy;
  ValidatingAdmissionPolicyBinding: ValidatingAdmissionPolicyBinding;
  ValidatingWebhookConfiguration: ValidatingWebhookConfiguration;
  ReplicaSet: ReplicaSet;
  Deployment: Deployment;
  DaemonSet: DaemonSet;
  StatefulSet: StatefulSet;
  ControllerRevision: ControllerRevision;
  ReplicationController: ReplicationController;
  PodTemplate: PodTemplateObject;
  Job: Job;
  CronJob: CronJob;
  Service: Service;
  Endpoints: Endpoints;
  EndpointSlice: EndpointSlice;
  ConfigMap: ConfigMap;
  Secret: Secret;
  ServiceAccount: ServiceAccount;
  Event: Event;
  Lease: Lease;
  PriorityClass: PriorityClass;
  PodDisruptionBudget: PodDisruptionBudget;
  ResourceQuota: ResourceQuota;
  LimitRange: LimitRange;
  RuntimeClass: RuntimeClass;
  Role: Role;
  ClusterRole: ClusterRole;
  RoleBinding: RoleBinding;
  ClusterRoleBinding: ClusterRoleBinding;
  HorizontalPodAutoscaler: HorizontalPodAutoscaler;
  Ingress: Ingress;
  IngressClass: IngressClass;
  NetworkPolicy: NetworkPolicy;
  PersistentVolume: PersistentVolume;
  PersistentVolumeClaim: PersistentVolumeClaim;
  StorageClass: StorageClass;
  NodeMetrics: NodeMetrics;
  PodMetrics: PodMetrics;
  HTTPRoute: HTTPRoute;
  Gateway: Gateway;
  GatewayClass: GatewayClass;
}
export type ObjectOf<K extends string> = K extends keyof Kinds ? Kinds[K] : KubeObject;

/** What a person or a program hands in: no uid, revision or times yet. */
export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: Omit<IObjectMeta, "creationTimestamp"> & { creationTimestamp?: string | null };
  [field: string]: unknown;
}

type PodSpecOf = NonNullable<IPod["spec"]>;
export type PodSpec = PodSpecOf;
export type PodStatus = NonNullable<IPod["status"]>;
export type PodTemplate = NonNullable<IDeployment["spec"]>["template"];
export type Container = PodSpecOf["containers"][number];
export type Probe = NonNullable<Container["livenessProbe"]>;
export type ContainerStatus = NonNullable<PodStatus["containerStatuses"]>[number];
export type LabelSelector = NonNullable<IDeployment["spec"]>["selector"];
export type OwnerReference = NonNullable<IObjectMeta["ownerReferences"]>[number];
