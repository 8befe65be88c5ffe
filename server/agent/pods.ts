import { readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Reflector, type ReflectorChange, reflect } from "@/server/cluster/reflector";
import { delay } from "@/server/lib/clock";
import { messageOf } from "@/server/lib/errors";
import type { Pod } from "@/server/objects/types";
import type { AgentContext } from "./context";
import { unfence, wasFenced } from "./fenced";
import type { PodRecord } from "./pod/podRecords";
import { PodWorker } from "./pod/podWorker";
import { readOnce } from "./references";

const refreshMs = 10_000;
const resumeMs = 200;
const unheardMs = 10_000;
const retryMs = 250;

/** What the node lifecycle controller puts on a node that it has given up; a person's own taints are another matter. */
const isOfLostNode = ({ key, value }: { readonly key: string; readonly value?: string }) =>
  key === "node.kubernetes.io/unreachable" || (key === "node.kubernetes.io/out-of-service" && value === "fenced");

/**
 * The pods of this node, one worker each. Those on disk are taken up again before the cluster is asked; the watch goes
 * on from where it was left, so that a deletion in between is seen. A pod that a list merely lacks is left alone.
 */
export class Pods {
  readonly #context: AgentContext;
  readonly #resumeFile: string;
  readonly #workers = new Map<string, PodWorker>();
  readonly #stops: (() => void)[] = [];
  #reflector: Reflector<Pod> | undefined;
  #isResumePlanned = false;
  #isRefreshing = false;
  #mayStart = false;
  #isClosed = false;
  readonly #dataDir: string;
  readonly #isFenced: boolean;

  constructor(context: AgentContext, dataDir: string) {
    this.#context = context;
    this.#dataDir = dataDir;
    this.#isFenced = wasFenced(dataDir);
    this.#resumeFile = path.join(dataDir, "watch.json");
  }

  start(): void {
    const { cluster, clock, log, node, records, runtime } = this.#context;
    const kept = records.all();
    for (const record of kept) this.#take(record);
    const resourceVersion = this.#isFenced ? undefined : this.#resumePoint();
    const objects = kept.filter(({ isGone }) => !isGone).map(({ pod }) => pod);
    this.#reflector = reflect(cluster, "Pod", {
      clock,
      log,
      fieldSelector: `spec.nodeName=${node}`,
      ...(resourceVersion ? { resume: { resourceVersion, objects } } : {}),
    });
    this.#stops.push(
      this.#reflector.onChange((change) => this.#changed(change)),
      runtime.onChange(({ uid }) => this.#workers.get(uid)?.poke()),
      clock.every(refreshMs, () => void this.#refresh()),
    );
    this.#holdStarts(this.#reflector);
  }

  get mayStart(): boolean {
    return this.#mayStart;
  }

  get synced(): Promise<void> {
    return this.#reflector?.synced ?? Promise.resolve();
  }

  list(): readonly PodWorker[] {
    return [...this.#workers.values()];
  }

  find(namespace: string, name: string): PodWorker | undefined {
    const all = this.list().filter(({ pod }) => pod.metadata.namespace === namespace && pod.metadata.name === name);
    // A pod that is being replaced by one of the same name leaves last.
    return all.at(-1);
  }

  refreshHosts(): void {
    for (const worker of this.#workers.values()) worker.refreshHosts();
  }

  close(): void {
    this.#isClosed = true;
    for (const stop of this.#stops) stop();
    this.#reflector?.close();
    this.#saveResumePoint();
    for (const worker of this.#workers.values()) worker.close();
  }

  /**
   * A container that ended while there was no agent may belong to a pod that was deleted meanwhile: it is started again
   * once the cluster was heard, or soon when the cluster cannot be heard.
   */
  #holdStarts(reflector: Reflector<Pod>): void {
    if (this.#isFenced) return void this.#comeBack();
    Promise.all([reflector.synced, this.#context.servicesSynced]).then(
      () => this.#release(),
      () => {},
    );
    this.#stops.push(this.#context.clock.after(unheardMs, () => this.#release()));
  }

  #release(): void {
    if (this.#mayStart) return;
    this.#mayStart = true;
    for (const worker of this.#workers.values()) worker.poke();
  }

  /** After a fence: nothing starts before the cluster has taken the node back, and nothing that it has replaced by then. */
  async #comeBack(): Promise<void> {
    const { cluster, clock, node, log } = this.#context;
    for (; !this.#isClosed; await delay(clock, retryMs)) {
      try {
        const { spec } = await cluster.get("Node", { name: node });
        if (spec.taints?.some(isOfLostNode)) continue;
        const { items } = await cluster.list("Pod", { fieldSelector: `spec.nodeName=${node}` });
        const known = new Set(items.map(({ metadata }) => metadata.uid));
        for (const [uid, worker] of this.#workers) if (!known.has(uid)) worker.deleted(worker.pod);
        unfence(this.#dataDir);
        return this.#release();
      } catch (error) {
        log.debug({ node, reason: messageOf(error) }, "the cluster has not taken the node back yet");
      }
    }
  }

  #changed({ type, object }: ReflectorChange<Pod>): void {
    const { uid, namespace, name } = object.metadata;
    const worker = this.#workers.get(uid);
    if (type === "DELETED") worker?.deleted(object);
    else if (type === "GONE") {
      this.#context.log.warn(
        { pod: `${namespace}/${name}`, uid },
        "the cluster does not know this pod: it is left alone",
      );
    } else if (worker) worker.update(object);
    else this.#take({ pod: object, startedMs: this.#context.clock.now(), containers: {} });
    this.#planResumePoint();
  }

  #take(record: PodRecord): void {
    const { uid } = record.pod.metadata;
    const worker = new PodWorker(this.#context, record, () => this.#workers.delete(uid));
    this.#workers.set(uid, worker);
    worker.save();
    worker.poke();
  }

  /** One round at a time, and in it nothing is read twice. */
  async #refresh(): Promise<void> {
    if (this.#isRefreshing) return;
    this.#isRefreshing = true;
    await this.#refreshAll().finally(() => {
      this.#isRefreshing = false;
    });
  }

  async #refreshAll(): Promise<void> {
    const { references, log } = this.#context;
    references.keepFor(this.list().map(({ pod }) => pod));
    const shared = readOnce(references);
    for (const worker of this.list()) {
      await worker.refreshVolumes(shared).catch((error) => {
        log.debug(
          { pod: worker.pod.metadata.name, reason: messageOf(error) },
          "volumes could not be brought up to date",
        );
      });
    }
  }

  /** Written a little later than the pods themselves: what it says is known is on disk already. */
  #planResumePoint(): void {
    if (this.#isResumePlanned) return;
    this.#isResumePlanned = true;
    this.#context.clock.after(resumeMs, () => {
      this.#isResumePlanned = false;
      this.#saveResumePoint();
    });
  }

  #saveResumePoint(): void {
    const resourceVersion = this.#reflector?.resourceVersion;
    if (!resourceVersion) return;
    writeFileSync(`${this.#resumeFile}.new`, JSON.stringify({ resourceVersion }), { mode: 0o600 });
    renameSync(`${this.#resumeFile}.new`, this.#resumeFile);
  }

  #resumePoint(): string | undefined {
    try {
      const read: unknown = JSON.parse(readFileSync(this.#resumeFile, "utf8"));
      const version = typeof read === "object" && read !== null ? Reflect.get(read, "resourceVersion") : undefined;
      return typeof version === "string" ? version : undefined;
    } catch {
      return undefined;
    }
  }
}
