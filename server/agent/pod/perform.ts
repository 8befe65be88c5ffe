import { delay } from "@/server/lib/clock";
import { isReason, messageOf } from "@/server/lib/errors";
import { runHook } from "../hooks/lifecycle";
import { removeVolumes, setUpVolumes } from "../hooks/mounts/volumes";
import { hostsFile, sandboxRequestOf, writeHosts } from "../hooks/network";
import type { ContainerState } from "./containerState";
import { backingOff, failureOf, isAboutImage } from "./failures";
import type { Step } from "./nextStep";
import type { PodWorker } from "./podWorker";
import { backoffAfter } from "./restart";
import { hostsPath, startContainer } from "./startContainer";
import { tell } from "./tell";

type Doing<T extends Step["type"]> = Extract<Step, { type: T }>;

/** Begins one step. It shows in the worker's view at once; what takes time goes on beside and pokes the worker. */
export function perform(worker: PodWorker, step: Exclude<Step, { type: "wait" | "done" }>): void {
  const { log } = worker.context;
  begin(worker, step)
    .catch((error) => log.error({ pod: worker.pod.metadata.name, step, error }, "a step of a pod failed"))
    .finally(() => worker.poke());
}

function begin(worker: PodWorker, step: Exclude<Step, { type: "wait" | "done" }>): Promise<void> {
  switch (step.type) {
    case "setUp":
      return setUp(worker);
    case "start":
      return start(worker, step);
    case "postStart":
      return postStart(worker, worker.state(step.container));
    case "beginStop":
      return beginStop(worker, step);
    case "preStop":
      return preStop(worker, step);
    case "signal":
      return signal(worker, step);
    case "forget":
      return forget(worker, step);
    case "expire":
      return expire(worker, step);
    case "withdraw":
      return withdraw(worker);
    case "cleanUp":
      return cleanUp(worker);
    case "tearDown":
      return tearDown(worker);
    case "release":
      return release(worker);
  }
}

/** Volumes and address; what fails is told and tried again. */
async function setUp(worker: PodWorker): Promise<void> {
  const { context, pod } = worker;
  const { clock, runtime, runtimeInfo, places, references, fields } = context;
  worker.setUp = "busy";
  try {
    const sandbox = await runtime.ensureSandbox(sandboxRequestOf(pod));
    worker.sandbox = sandbox;
    const { user } = runtimeInfo;
    await setUpVolumes({
      pod,
      places,
      references,
      fields: { ...fields, podIp: sandbox.ip },
      ...(user ? { user } : {}),
    });
    writeHosts(hostsPath(places.disk, pod.metadata.uid), hostsFile(pod, context.services(), sandbox));
    worker.setUp = "done";
    worker.setUpFailure = undefined;
  } catch (error) {
    worker.setUp = "no";
    const failure = failureOf(error, ++worker.setUpFailures, clock.monotonicMs());
    const retryAtMs = clock.monotonicMs() + Math.min(20_000, 500 * 2 ** Math.min(worker.setUpFailures, 6));
    worker.setUpFailure = failure.retryAtMs === undefined ? failure : { ...failure, retryAtMs };
    const reason = failure.reason === "FailedMount" ? "FailedMount" : "FailedCreatePodSandBox";
    context.events.tell(pod, { type: "Warning", reason, message: failure.message });
  }
}

async function start(worker: PodWorker, { container, attempt }: Doing<"start">): Promise<void> {
  const { context, pod, sandbox } = worker;
  const state = worker.state(container);
  if (!sandbox) return;
  const { spec } = state;
  state.busy = "start";
  if (state.replaced === attempt) state.replaced = undefined;
  const finishedAtMs = state.current?.finishedAtMs;
  try {
    await startContainer(context, { pod, spec, attempt, sandbox });
    state.failure = undefined;
    state.failures = 0;
    const nowMs = context.clock.now();
    if (finishedAtMs !== undefined) state.backoff = backoffAfter(state.backoff, finishedAtMs, nowMs);
  } catch (error) {
    // Another image was given meanwhile: that one has not failed.
    if (state.spec.image !== spec.image) return;
    const failure = failureOf(error, ++state.failures, context.clock.monotonicMs());
    state.failure = state.failures > 1 ? backingOff(failure, state.spec.image ?? "") : failure;
    tellFailure(worker, state, failure);
  } finally {
    state.busy = undefined;
  }
}

function tellFailure(worker: PodWorker, state: ContainerState, failure: { reason: string; message: string }): void {
  const image = state.spec.image ?? "";
  if (isAboutImage(failure.reason)) {
    tell(worker, state, {
      type: "Warning",
      reason: "Failed",
      message: `Failed to pull image "${image}": ${failure.message}`,
    });
    tell(worker, state, { type: "Warning", reason: "Failed", message: `Error: ${failure.reason}` });
    if (state.failures > 1) tell(worker, state, { reason: "BackOff", message: `Back-off pulling image "${image}"` });
    return;
  }
  tell(worker, state, { type: "Warning", reason: "Failed", message: `Error: ${failure.message}` });
}

const hookDeadlineMs = 10 * 60_000;

async function postStart(worker: PodWorker, state: ContainerState): Promise<void> {
  const { context, sandbox } = worker;
  const handler = state.spec.lifecycle?.postStart;
  const { current } = state;
  if (!handler || !current || !sandbox) return state.postStarted();
  state.busy = "postStart";
  const target = { container: state.spec, sandbox, runtime: context.runtime, id: current.id };
  const problem = await runHook(handler, { target, clock: context.clock, timeoutMs: hookDeadlineMs });
  state.busy = undefined;
  if (state.current?.id !== current.id) return;
  state.postStarted();
  if (problem === undefined) return;
  tell(worker, state, { type: "Warning", reason: "FailedPostStartHook", message: problem });
  tell(worker, state, { reason: "Killing", message: "FailedPostStartHook" });
  state.mustRestart = { graceMs: (worker.pod.spec.terminationGracePeriodSeconds ?? 30) * 1_000 };
}

async function beginStop(worker: PodWorker, { container, graceMs }: Doing<"beginStop">): Promise<void> {
  const state = worker.state(container);
  const sinceMs = worker.context.clock.monotonicMs();
  state.stop = { sinceMs, graceMs, preStop: "waiting", isTermSent: false };
  if (!state.mustRestart) tell(worker, state, { reason: "Killing", message: `Stopping container ${container}` });
}

async function preStop(worker: PodWorker, { container, untilMs }: Doing<"preStop">): Promise<void> {
  const { context, sandbox } = worker;
  const state = worker.state(container);
  const handler = state.spec.lifecycle?.preStop;
  const { current } = state;
  const mark = (preStop: "running" | "done") => {
    if (state.stop) state.stop = { ...state.stop, preStop };
  };
  if (!handler || !current || !sandbox) return mark("done");
  mark("running");
  const target = { container: state.spec, sandbox, runtime: context.runtime, id: current.id };
  const timeoutMs = Math.max(1, untilMs - context.clock.monotonicMs());
  const problem = await runHook(handler, { target, clock: context.clock, timeoutMs });
  mark("done");
  if (problem !== undefined) tell(worker, state, { type: "Warning", reason: "FailedPreStopHook", message: problem });
}

const signalPatienceMs = 5_000;
const signalRetryMs = 2_000;

/** What was not taken in time counts as not sent. */
async function signal(worker: PodWorker, { container, signal: name }: Doing<"signal">): Promise<void> {
  const { clock, runtime, log } = worker.context;
  const state = worker.state(container);
  const { current } = state;
  if (!state.stop || !current) return;
  state.stop = { ...state.stop, sending: name, retryAtMs: undefined };
  const problem = await Promise.race([
    runtime.signal(current.id, name).then(() => undefined, messageOf),
    delay(clock, signalPatienceMs).then(() => `no answer within ${signalPatienceMs} ms`),
  ]);
  // It has ended meanwhile, or the next signal overtook this one.
  if (state.current?.id !== current.id || state.stop?.sending !== name) return;
  const nowMs = clock.monotonicMs();
  const { sending: _sent, ...stop } = state.stop;
  if (problem !== undefined) {
    state.stop = { ...stop, retryAtMs: nowMs + signalRetryMs };
    log.warn({ pod: worker.pod.metadata.name, container, signal: name, reason: problem }, "a signal was not sent yet");
  } else
    state.stop = name === "SIGTERM" ? { ...stop, isTermSent: true } : { ...stop, isTermSent: true, killSentMs: nowMs };
}

/** What is left over harms nobody: it can wait. */
const leftoverRetryMs = 10_000;

async function forget(worker: PodWorker, { container, id }: Doing<"forget">): Promise<void> {
  const { runtime, clock, log } = worker.context;
  const state = worker.state(container);
  state.busy = "forget";
  try {
    await runtime.remove(id);
  } catch (error) {
    state.forgetAtMs = clock.monotonicMs() + leftoverRetryMs;
    log.warn({ pod: worker.pod.metadata.name, id, reason: messageOf(error) }, "an old container is still there");
  } finally {
    state.busy = undefined;
  }
}

async function expire(worker: PodWorker, { reason, message }: Doing<"expire">): Promise<void> {
  const { clock, events } = worker.context;
  const graceMs = (worker.pod.spec.terminationGracePeriodSeconds ?? 30) * 1_000;
  worker.termination = { sinceMs: clock.monotonicMs(), graceMs, isWithdrawn: false, isDeleted: false, reason, message };
  events.tell(worker.pod, { type: "Normal", reason, message });
}

const withdrawMs = 3_000;
const flushMs = 500;

/** Out of traffic first: not ready in its status, and the gateway told; neither is waited for long. */
async function withdraw(worker: PodWorker): Promise<void> {
  const { context, pod, termination } = worker;
  if (!termination) return;
  worker.busy = "withdraw";
  const boundMs = Math.min(withdrawMs, termination.graceMs / 3);
  try {
    if (boundMs === 0) return;
    worker.publish();
    const told = context.gateway.withdraw({ uid: pod.metadata.uid }).catch(() => {});
    await Promise.race([told, delay(context.clock, boundMs)]);
    await Promise.race([worker.writer.flushed(), delay(context.clock, Math.min(flushMs, boundMs))]);
  } finally {
    // A disk that is full must not keep a pod in traffic, or here, for ever.
    worker.busy = undefined;
    if (worker.termination) worker.termination = { ...worker.termination, isWithdrawn: true };
  }
}

async function cleanUp(worker: PodWorker): Promise<void> {
  const { places, clock, log } = worker.context;
  const { uid, name } = worker.pod.metadata;
  try {
    removeVolumes(uid, places);
    worker.isCleanedUp = true;
  } catch (error) {
    worker.cleanUpAtMs = clock.monotonicMs() + leftoverRetryMs;
    log.warn({ pod: name, reason: messageOf(error) }, "a pod's volumes could not be removed yet");
  }
}

const lastStatusMs = 2_000;

/** The last status is told, then all that is left here goes. */
async function tearDown(worker: PodWorker): Promise<void> {
  const { context, pod } = worker;
  worker.busy = "tearDown";
  try {
    worker.publish();
    await Promise.race([worker.writer.flushed(), delay(context.clock, lastStatusMs)]);
    const { uid, namespace = "", name } = pod.metadata;
    await context.runtime.removeSandbox({ uid, namespace, name });
    removeVolumes(uid, context.places);
    worker.isTornDown = true;
  } catch (error) {
    context.log.warn({ pod: pod.metadata.name, reason: messageOf(error) }, "a pod's remains could not be removed yet");
    await delay(context.clock, 1_000);
  } finally {
    worker.busy = undefined;
  }
}

/** Confirms the deletion: only now may the object go. */
async function release(worker: PodWorker): Promise<void> {
  const { context, pod } = worker;
  const { uid, namespace, name } = pod.metadata;
  worker.busy = "release";
  try {
    await context.cluster.delete("Pod", { namespace, name }, { graceSeconds: 0, uid });
    worker.isReleased = true;
  } catch (error) {
    worker.isReleased = isReason(error, "NotFound", "Conflict");
    if (!worker.isReleased) await delay(context.clock, 500);
  } finally {
    worker.busy = undefined;
  }
}
