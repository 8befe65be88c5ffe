import type { Cluster } from "@/server/cluster/cluster";
import { systemSubject } from "@/server/cluster/subject";
import type { Clock } from "@/server/lib/clock";
import type { Log } from "@/server/lib/log";
import type { Random } from "@/server/lib/random";
import { afterController } from "./after/controller";
import { Caches } from "./caches";
import { type Controller, type ControllerTools, type RunningController, runController } from "./controller";
import { cronJobController } from "./cronjob/controller";
import { customResourceController } from "./customresources/controller";
import { daemonSetController } from "./daemonset/controller";
import { deploymentController } from "./deployment/controller";
import { disruptionController } from "./disruption/controller";
import { endpointsController } from "./endpoints/controller";
import { endpointSliceController } from "./endpointslice/controller";
import { endpointSliceMirroringController } from "./endpointslicemirroring/controller";
import { eventsController } from "./events/controller";
import type { Fence } from "./fence";
import { garbageCollector } from "./gc/controller";
import { autoscalerController } from "./horizontalpodautoscaler/controller";
import type { RequestRates } from "./horizontalpodautoscaler/requests";
import { jobController } from "./job/controller";
import { namespaceController } from "./namespace/controller";
import { nodeLifecycleController } from "./nodelifecycle/controller";
import { podGcController } from "./podgc/controller";
import { clusterRoleAggregationController } from "./rbac/aggregationController";
import { rbacRestoreController } from "./rbac/restoreController";
import { replicaSetController } from "./replicaset/controller";
import { replicationControllerController } from "./replicationcontroller/controller";
import { resourceQuotaController } from "./resourcequota/controller";
import { rootCaController, serviceAccountController } from "./serviceaccount/controller";
import { statefulSetController } from "./statefulset/controller";
import { taintEvictionController } from "./tainteviction/controller";
import { type VolumeFolders, volumeBinder } from "./volumebinder/controller";
import { claimProtectionController } from "./volumeprotection/controller";

export interface ControllerOptions {
  /** Whether the store takes writes: silence of nodes is not counted while it does not. */
  readonly isWritable: () => boolean;
  /** Ends a lost node's pods and confirms it; nothing on that node is replaced before it did. */
  readonly fence: Fence;
  /** The certificate by which pods trust the API, as PEM; empty while there is none. */
  readonly rootCa?: () => string;
  /** 40 s unless told. */
  readonly nodeGraceMs?: number;
  /** 7 days unless told. */
  readonly keepEventsMs?: number;
  /** 20,000 unless told. */
  readonly maxEvents?: number;
  /** Where volumes of the class `local` lie; none are made unless told. */
  readonly volumeFolders?: VolumeFolders;
  /** What the gateway carries, for autoscalers that go by it; nothing is known of it unless told. */
  readonly requestRates?: RequestRates;
  /** 12,500 unless told, as in Kubernetes. */
  readonly terminatedPodThreshold?: number;
}

export interface StartOptions {
  /** Any view of the cluster: each controller speaks as `system:controller:NAME`. */
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly options: ControllerOptions;
}

export interface RunningControllers {
  readonly running: readonly RunningController[];
  /** True when no controller has anything to do now or later. */
  readonly isIdle: boolean;
  close(): Promise<void>;
}

const dayMs = 86_400_000;

/** The one ordered list of controllers. */
function controllersFor(tools: ControllerTools, options: ControllerOptions): Controller[] {
  const { isWritable, fence, nodeGraceMs = 40_000, keepEventsMs = 7 * dayMs, maxEvents = 20_000 } = options;
  return [
    endpointSliceController(tools),
    endpointSliceMirroringController(tools),
    endpointsController(tools),
    replicaSetController(tools),
    replicationControllerController(tools),
    deploymentController(tools),
    statefulSetController(tools),
    daemonSetController(tools),
    jobController(tools),
    cronJobController(tools),
    afterController(tools),
    autoscalerController(tools, options.requestRates ?? (() => undefined)),
    volumeBinder(tools, options.volumeFolders),
    claimProtectionController(tools),
    disruptionController(tools),
    nodeLifecycleController(tools, { graceMs: nodeGraceMs, isWritable, fence }),
    taintEvictionController(tools),
    rbacRestoreController(tools),
    clusterRoleAggregationController(tools),
    resourceQuotaController(tools),
    serviceAccountController(tools),
    rootCaController(tools, options.rootCa ?? (() => "")),
    podGcController(tools, { fence, terminatedPodThreshold: options.terminatedPodThreshold ?? 12_500 }),
    customResourceController(tools),
    namespaceController(tools),
    garbageCollector(tools),
    eventsController(tools, { keepMs: keepEventsMs, maxEvents }),
  ];
}

/** Starts every controller on caches that they share. Events and retries go on until `close`, which waits for the last write. */
export function startControllers({ cluster, clock, random, log, options }: StartOptions): RunningControllers {
  const caches = new Caches(cluster.as(systemSubject("kube-controller-manager")), { clock, log });
  const tools = { caches, clock, random, log, cluster: caches.cluster };
  const running = controllersFor(tools, options).map((controller) => {
    const own = cluster.as(systemSubject(`controller:${controller.name}`));
    return runController(controller, { ...tools, cluster: own });
  });
  return {
    running,
    get isIdle() {
      return running.every((one) => one.isIdle);
    },
    async close() {
      // The caches first: workers that wait for their first list are let go by that.
      caches.close();
      await Promise.all(running.map((one) => one.close()));
    },
  };
}
