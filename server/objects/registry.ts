import { apiVersionOf, groupResource, type KindDefinition, qualifiedKind } from "./kind";
import {
  mutatingWebhookConfiguration,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  validatingWebhookConfiguration,
} from "./kinds/admissionRegistration";
import { clusterRole } from "./kinds/clusterRole";
import { clusterRoleBinding } from "./kinds/clusterRoleBinding";
import { configMap } from "./kinds/configMap";
import { controllerRevision } from "./kinds/controllerRevision";
import { cronJob } from "./kinds/cronJob";
import { customResourceDefinition } from "./kinds/customResourceDefinition";
import { daemonSet } from "./kinds/daemonSet";
import { deployment } from "./kinds/deployment";
import { endpointSlice } from "./kinds/endpointSlice";
import { endpoints } from "./kinds/endpoints";
import { event } from "./kinds/event";
import { gateway } from "./kinds/gateway";
import { gatewayClass } from "./kinds/gatewayClass";
import { horizontalPodAutoscaler } from "./kinds/horizontalPodAutoscaler";
import { httpRoute } from "./kinds/httpRoute";
import { ingress } from "./kinds/ingress";
import { ingressClass } from "./kinds/ingressClass";
import { job } from "./kinds/job";
import { lease } from "./kinds/lease";
import { limitRange } from "./kinds/limitRange";
import { namespace } from "./kinds/namespace";
import { networkPolicy } from "./kinds/networkPolicy";
import { node } from "./kinds/node";
import { nodeMetrics } from "./kinds/nodeMetrics";
import { persistentVolume } from "./kinds/persistentVolume";
import { persistentVolumeClaim } from "./kinds/persistentVolumeClaim";
import { pod } from "./kinds/pod";
import { podDisruptionBudget } from "./kinds/podDisruptionBudget";
import { podMetrics } from "./kinds/podMetrics";
import { podTemplate } from "./kinds/podTemplate";
import { priorityClass } from "./kinds/priorityClass";
import { replicaSet } from "./kinds/replicaSet";
import { replicationController } from "./kinds/replicationController";
import { resourceQuota } from "./kinds/resourceQuota";
import { role } from "./kinds/role";
import { roleBinding } from "./kinds/roleBinding";
import { runtimeClass } from "./kinds/runtimeClass";
import { secret } from "./kinds/secret";
import { service } from "./kinds/service";
import { serviceAccount } from "./kinds/serviceAccount";
import { statefulSet } from "./kinds/statefulSet";
import { storageClass } from "./kinds/storageClass";

/** In the order in which a deletion or a backup may safely restore them: what others refer to comes first. */
export const builtInKinds: readonly KindDefinition[] = [
  namespace,
  node,
  customResourceDefinition,
  priorityClass,
  runtimeClass,
  limitRange,
  resourceQuota,
  clusterRole,
  clusterRoleBinding,
  role,
  roleBinding,
  configMap,
  secret,
  serviceAccount,
  storageClass,
  persistentVolume,
  persistentVolumeClaim,
  service,
  pod,
  replicaSet,
  deployment,
  controllerRevision,
  statefulSet,
  daemonSet,
  replicationController,
  podTemplate,
  job,
  cronJob,
  endpoints,
  horizontalPodAutoscaler,
  endpointSlice,
  podDisruptionBudget,
  gatewayClass,
  gateway,
  httpRoute,
  ingressClass,
  ingress,
  networkPolicy,
  event,
  lease,
  nodeMetrics,
  podMetrics,
  validatingAdmissionPolicy,
  validatingAdmissionPolicyBinding,
  validatingWebhookConfiguration,
  mutatingWebhookConfiguration,
];

/** The kinds that an engine knows, built in and custom alike. */
export class KindRegistry {
  readonly #kinds: readonly KindDefinition[];
  readonly #byKind = new Map<string, KindDefinition>();
  readonly #byResource = new Map<string, KindDefinition>();
  readonly #byManifest = new Map<string, KindDefinition>();

  constructor(kinds: readonly KindDefinition[] = builtInKinds) {
    this.#kinds = kinds;
    for (const kind of kinds) {
      if (!this.#byKind.has(kind.kind)) this.#byKind.set(kind.kind, kind);
      this.#byKind.set(qualifiedKind(kind), kind);
      this.#byResource.set(`${apiVersionOf(kind)} ${kind.plural}`, kind);
      this.#byManifest.set(`${apiVersionOf(kind)} ${kind.kind}`, kind);
      if (kind.isAlternative) continue;
      this.#byKind.set(`${kind.kind}.${kind.version}.${kind.group}`, kind);
      this.#byResource.set(groupResource(kind), kind);
    }
  }

  all(): readonly KindDefinition[] {
    return this.#kinds;
  }

  /** `Deployment`; with its group (`Widget.example.com`) where two have a kind of one name, or with version and group. */
  byKind(kind: string): KindDefinition | undefined {
    return this.#byKind.get(kind);
  }

  /** By GroupResource: `pods`, `deployments.apps`. */
  byResource(groupResource: string): KindDefinition | undefined;
  /** By the parts of a request's path: `("apps", "v1", "deployments")`. */
  byResource(group: string, version: string, plural: string): KindDefinition | undefined;
  byResource(groupOrResource: string, version?: string, plural?: string): KindDefinition | undefined {
    if (version === undefined || plural === undefined) return this.#byResource.get(groupOrResource);
    return this.#byResource.get(`${apiVersionOf({ group: groupOrResource, version })} ${plural}`);
  }

  forManifest({ apiVersion, kind }: { apiVersion: string; kind: string }): KindDefinition | undefined {
    return this.#byManifest.get(`${apiVersion} ${kind}`);
  }

  /** A registry with these kinds besides (a CustomResourceDefinition came); kinds of the same resource are replaced. */
  with(more: readonly KindDefinition[]): KindRegistry {
    const names = new Set(more.map(groupResource));
    return new KindRegistry([...this.#kinds.filter((kind) => !names.has(groupResource(kind))), ...more]);
  }
}
