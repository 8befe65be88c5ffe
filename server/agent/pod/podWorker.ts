import { bootId } from "@/server/lib/processIdentity";
import { conditionOf, isDeleting } from "@/server/objects/meta";
import type { Container, Pod, PodStatus } from "@/server/objects/types";
import type { AgentContext } from "../context";
import { setUpVolumes } from "../hooks/mounts/volumes";
import { hostsFile, writeHosts } from "../hooks/network";
import { ContainerProbes } from "../hooks/probes/containerProbes";
import { tryProbe } from "../hooks/probes/tryProbe";
import type { ObservedContainer, Sandbox } from "../runtime/runtime";
import { StatusWriter } from "../statusWriter";
import { ContainerState } from "./containerState";
import { allStatuses, toldWords } from "./containerStatus";
import { hearLastWords } from "./lastWords";
import { nextStep } from "./nextStep";
import { perform } from "./perform";
import type { PodRecord } from "./podRecords";
import { portsAnnotationOf, withStatus } from "./report";
import { hostsPath } from "./startContainer";
import { podStatusOf } from "./status";
import { tell, tellBackoff, tellCondemned, tellUnhealthy } from "./tell";
import type { Failure, PodView, Role, Termination } from "./view";

const maxStepsATurn = 100;

/**
 * One pod on this node: looks at the machine, asks `nextStep`, does it, tells the status; again whenever something
 * changed or is due. Nothing waits in here: what takes time runs beside, marked as busy, and pokes when it is done.
 */
export class PodWorker {
  states: readonly ContainerState[];
  writer: StatusWriter;
  readonly startedMs: number;
  pod: Pod;
  sandbox: Sandbox | undefined;
  setUp: PodView["setUp"] = "no";
  setUpFailure: Failure | undefined;
  setUpFailures = 0;
  termination: Termination | undefined;
  busy: PodView["busy"];
  isCleanedUp = false;
  isTornDown = false;
  isReleased = false;
  #status: PodStatus | undefined;
  #isTurning = false;
  #isPoked = false;
  #isClosed = false;
  #stoppingSinceMs: number | undefined;
  #cancelTimer = () => {};

  constructor(
    readonly context: AgentContext,
    record: PodRecord,
    readonly onDone: () => void,
  ) {
    this.pod = record.pod;
    this.startedMs = record.startedMs;
    this.sandbox = record.sandbox;
    // After a reboot what was set up in memory is gone, and the ports are asked for again.
    if (record.sandbox && record.bootId === bootId()) this.setUp = "done";
    this.isReleased = record.isGone ?? false;
    if (this.isReleased) this.#terminate();
    this.#status = record.pod.status;
    this.#stoppingSinceMs = record.stoppingSinceMs;
    this.writer = new StatusWriter(context.cluster, record.pod, context);
    const { initContainers = [], containers, ephemeralContainers = [] } = record.pod.spec;
    const stateOf = (spec: Container, role: Role) => {
      const state = new ContainerState(spec, role, record.containers[spec.name]);
      state.words = toldWords(allStatuses(record.pod.status).find(({ name }) => name === spec.name));
      return state;
    };
    this.states = [
      ...initContainers.map((spec) => stateOf(spec, spec.restartPolicy === "Always" ? "sidecar" : "init")),
      ...containers.map((spec) => stateOf(spec, "main")),
      ...ephemeralContainers.map((spec) => stateOf(spec, "ephemeral")),
    ];
  }

  /** A newer object of the same UID. */
  update(pod: Pod): void {
    this.pod = pod;
    for (const spec of [...(pod.spec.initContainers ?? []), ...pod.spec.containers])
      this.states.find((state) => state.spec.name === spec.name)?.renew(spec);
    const added = (pod.spec.ephemeralContainers ?? []).filter(
      ({ name }) => !this.states.some((state) => state.role === "ephemeral" && state.spec.name === name),
    );
    this.states = [...this.states, ...added.map((spec) => new ContainerState(spec, "ephemeral", undefined))];
    // A pod that was missing for a while and is there again is told about again.
    if (this.writer.isClosed) this.writer = new StatusWriter(this.context.cluster, pod, this.context);
    this.save();
    this.poke();
  }

  /** The deletion of the object was seen: what is left here goes. */
  deleted(pod: Pod): void {
    this.pod = pod;
    this.isReleased = true;
    this.writer.close();
    this.#terminate();
    this.save();
    this.poke();
  }

  /** ConfigMaps, Secrets and labels may have changed: the files of its volumes follow. */
  async refreshVolumes(): Promise<void> {
    const { pod, sandbox, context } = this;
    if (this.setUp !== "done" || this.isCleanedUp || this.termination || !sandbox) return;
    const { places, references, fields, runtimeInfo } = context;
    const user = runtimeInfo.user ? { user: runtimeInfo.user } : {};
    await setUpVolumes({ pod, places, references, fields: { ...fields, podIp: sandbox.ip }, ...user });
  }

  /** The services of the cluster changed. */
  refreshHosts(): void {
    if (this.setUp !== "done" || this.isCleanedUp || this.isTornDown || !this.sandbox) return;
    const { context, pod } = this;
    writeHosts(hostsPath(context.places.disk, pod.metadata.uid), hostsFile(pod, context.services(), this.sandbox));
  }

  poke(): void {
    this.#isPoked = true;
    if (!this.#isTurning && !this.#isClosed) void this.#run();
  }

  /** Ends the worker, not the pod: its containers run on. */
  close(): void {
    this.#isClosed = true;
    this.#cancelTimer();
    this.writer.close();
    for (const state of this.states) state.close();
  }

  state(name: string): ContainerState {
    const found = this.states.find(({ spec }) => spec.name === name);
    if (!found) throw new Error(`pod ${this.pod.metadata.name} has no container ${name}`);
    return found;
  }

  view(): PodView {
    const { clock } = this.context;
    return {
      pod: withStatus(this.pod, this.#status),
      nowMs: clock.now(),
      monotonicMs: clock.monotonicMs(),
      setUp: this.setUp,
      setUpFailure: this.setUpFailure,
      isHeld: !this.context.mayStart(),
      containers: this.states.map((state) => state.view()),
      termination: this.termination,
      busy: this.busy,
      isCleanedUp: this.isCleanedUp,
      isTornDown: this.isTornDown,
      isReleased: this.isReleased,
      startedMs: this.startedMs,
    };
  }

  /** Tells the cluster and keeps on disk what is so now. */
  publish(): void {
    const { context, sandbox } = this;
    const wasReady = conditionOf(this.#status?.conditions, "Ready")?.status === "True";
    const view = this.view();
    const { runtimeInfo, fields } = context;
    this.#status = podStatusOf(view, { scheme: runtimeInfo.name, hostIp: fields.hostIp, podIp: sandbox?.ip });
    this.save();
    const annotations = portsAnnotationOf(this.pod, sandbox);
    if (!this.isReleased) this.writer.write({ status: this.#status, ...(annotations ? { annotations } : {}) });
    const isReady = conditionOf(this.#status.conditions, "Ready")?.status === "True";
    // The gateway hears it from here first; a dead one reads it from the EndpointSlices when it is back.
    if (wasReady && !isReady && !this.termination) context.gateway.withdraw(this.pod.metadata).catch(() => {});
  }

  /** Kept before anything that comes later in the change log counts as known. */
  save(): void {
    const { pod, startedMs, sandbox } = this;
    const containers = Object.fromEntries(this.states.map((state) => [state.spec.name, state.memory()]));
    const kept = { ...withStatus(pod, this.#status), metadata: { ...pod.metadata, managedFields: undefined } };
    const stopping = this.#stoppingSinceMs === undefined ? {} : { stoppingSinceMs: this.#stoppingSinceMs };
    const gone = this.isReleased ? { isGone: true } : {};
    this.context.records.save({ pod: kept, startedMs, containers, sandbox, bootId: bootId(), ...stopping, ...gone });
  }

  async #run(): Promise<void> {
    this.#isTurning = true;
    try {
      while (this.#isPoked && !this.#isClosed) {
        this.#isPoked = false;
        await this.#turn();
      }
    } catch (error) {
      this.context.log.error({ pod: this.pod.metadata.name, error }, "a pod's turn failed and is tried again");
      this.#wakeAt(this.context.clock.monotonicMs() + 1_000);
    } finally {
      this.#isTurning = false;
    }
    if (this.#isPoked && !this.#isClosed) this.poke();
  }

  async #turn(): Promise<void> {
    this.#observe(await this.context.containers.of(this.pod.metadata.uid));
    if (this.#isClosed) return;
    if (isDeleting(this.pod)) this.#terminate();
    for (let steps = 0; steps < maxStepsATurn; steps++) {
      const step = nextStep(this.view());
      if (step.type === "done") return this.#finish();
      if (step.type === "wait") {
        this.#wakeAt(step.untilMs);
        break;
      }
      perform(this, step);
    }
    this.publish();
  }

  #observe(all: readonly ObservedContainer[]): void {
    for (const state of this.states) {
      const ended = state.observe(all);
      for (const one of ended) hearLastWords(this, state, one);
      if (ended.length > 0) tellBackoff(this, state);
      this.#replace(state);
      this.#probe(state);
    }
  }

  /** Another image was given to it: what runs makes way for it, whatever the restart policy says of its end. */
  #replace(state: ContainerState): void {
    const { current, mustRestart, stop, replaced } = state;
    if (current?.state !== "running" || current.attempt !== replaced || mustRestart || stop || this.termination) return;
    state.mustRestart = { graceMs: (this.pod.spec.terminationGracePeriodSeconds ?? 30) * 1_000 };
    const message = `Container ${state.spec.name} definition changed, will be restarted`;
    tell(this, state, { reason: "Killing", message });
  }

  /** Probes run while their container does, past its postStart hook. */
  #probe(state: ContainerState): void {
    const { current, spec } = state;
    const { sandbox, context } = this;
    if (state.probes || current?.state !== "running" || !sandbox || !state.isPostStarted) return;
    if (state.role === "init" || state.role === "ephemeral") return;
    const target = { container: spec, sandbox, runtime: context.runtime, id: current.id };
    const was = allStatuses(this.#status).find(
      ({ containerID }) => containerID === `${context.runtimeInfo.name}://${current.id}`,
    );
    state.probes = new ContainerProbes({
      container: spec,
      clock: context.clock,
      startedAtMs: current.startedAtMs ?? context.clock.now(),
      ...(was ? { was: { isStarted: was.started ?? false, isReady: was.ready } } : {}),
      attempt: (probe) => tryProbe(probe, target),
      events: {
        changed: () => this.poke(),
        failed: (kind, message) => tellUnhealthy(this, state, { kind, message }),
        condemned: (kind, probe) => {
          if (this.termination) return;
          const seconds = probe.terminationGracePeriodSeconds ?? this.pod.spec.terminationGracePeriodSeconds ?? 30;
          state.mustRestart = { graceMs: seconds * 1_000 };
          tellCondemned(this, state, kind);
          this.poke();
        },
      },
    });
  }

  /** Begins the stopping, or shortens it when a second deletion allows less time. */
  #terminate(): void {
    const { clock } = this.context;
    const { deletionGracePeriodSeconds } = this.pod.metadata;
    const graceMs = (deletionGracePeriodSeconds ?? this.pod.spec.terminationGracePeriodSeconds ?? 30) * 1_000;
    this.#stoppingSinceMs ??= clock.now();
    const passedMs = Math.min(graceMs, Math.max(0, clock.now() - this.#stoppingSinceMs));
    const { sinceMs = clock.monotonicMs() - passedMs, isWithdrawn = false, reason, message } = this.termination ?? {};
    this.termination = { sinceMs, graceMs, isWithdrawn, isDeleted: true, reason, message };
  }

  #finish(): void {
    this.close();
    this.context.records.remove(this.pod.metadata.uid);
    this.onDone();
  }

  #wakeAt(untilMs: number | undefined): void {
    this.#cancelTimer();
    if (untilMs === undefined) return;
    const { clock } = this.context;
    this.#cancelTimer = clock.after(Math.max(1, untilMs - clock.monotonicMs()), () => this.poke());
  }
}
