import { conditionOf, isDeleting } from "@/server/objects/meta";
import type { ContainerStatus, Event, Pod } from "@/server/objects/types";

export type TroubleKind =
  | "unschedulable"
  | "gated"
  | "waiting"
  | "crashing"
  | "ended"
  | "probe"
  | "unready"
  | "evicted";

/** What keeps a pod from being ready, said after its name: `web-1` + `fails its readiness probe: …`. */
export interface PodTrouble {
  readonly pod: string;
  readonly kind: TroubleKind;
  readonly container?: string;
  readonly says: string;
  /** What `says` is made of, for readers of other languages. */
  readonly exitCode?: number;
  readonly reason?: string;
  readonly probe?: string;
  /** Words of the engine or of the program itself, as they are. */
  readonly quote?: string;
}

/** Waits that are part of a normal start. */
const starting = new Set(["ContainerCreating", "PodInitializing"]);

/** The one thing to say first; undefined for a pod that is ready, leaving, or only just starting. Events tell what a probe heard. */
export function podTrouble(pod: Pod, events: readonly Event[] = []): PodTrouble | undefined {
  if (isDeleting(pod) || conditionOf(pod.status?.conditions, "Ready")?.status === "True") return undefined;
  const found = schedulingTrouble(pod) ?? phaseTrouble(pod) ?? containerTrouble(pod, events);
  return found && { pod: pod.metadata.name, ...found };
}

type Found = Omit<PodTrouble, "pod">;

function schedulingTrouble({ status }: Pod): Found | undefined {
  const scheduled = conditionOf(status?.conditions, "PodScheduled");
  if (scheduled?.status !== "False") return undefined;
  if (scheduled.reason === "SchedulingGated")
    return {
      kind: "gated",
      says: `waits: ${scheduled.message ?? "it has scheduling gates"}`,
      quote: scheduled.message,
    };
  return {
    kind: "unschedulable",
    says: `has no node: ${scheduled.message ?? "it fits on none"}`,
    quote: scheduled.message,
  };
}

function phaseTrouble({ status }: Pod): Found | undefined {
  if (status?.phase !== "Failed" || !status.reason) return undefined;
  const { reason, message: quote } = status;
  return { kind: "evicted", says: `failed (${reason})${quote ? `: ${quote}` : ""}`, reason, quote };
}

function containerTrouble(pod: Pod, events: readonly Event[]): Found | undefined {
  const all = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
  for (const status of all) {
    const trouble = endedTrouble(status) ?? waitingTrouble(status);
    if (trouble) return { ...trouble, container: status.name };
  }
  return probeTrouble(pod, events);
}

function waitingTrouble({ name, state, lastState }: ContainerStatus): Found | undefined {
  const { reason, message } = state?.waiting ?? {};
  if (!reason || starting.has(reason)) return undefined;
  const last = lastState?.terminated;
  if (reason === "CrashLoopBackOff") {
    const ended = last
      ? `: it last ended with exit code ${last.exitCode}${reasonText(last.reason)}${said(last.message)}`
      : "";
    return {
      kind: "crashing",
      says: `keeps crashing in container ${name}${ended}`,
      exitCode: last?.exitCode,
      quote: lastLine(last?.message),
    };
  }
  const says = `cannot start container ${name}: ${reason}${message ? `: ${message}` : ""}`;
  return { kind: "waiting", says, reason, quote: message };
}

function endedTrouble({ name, state }: ContainerStatus): Found | undefined {
  const ended = state?.terminated;
  if (!ended || ended.exitCode === 0) return undefined;
  const says = `ended in container ${name} with exit code ${ended.exitCode}${reasonText(ended.reason)}${said(ended.message)}`;
  return { kind: "ended", says, exitCode: ended.exitCode, quote: lastLine(ended.message) };
}

function reasonText(reason: string | undefined): string {
  return reason && reason !== "Error" && reason !== "Completed" ? ` (${reason})` : "";
}

function said(message: string | undefined): string {
  const line = lastLine(message);
  return line ? `, saying “${line}”` : "";
}

function lastLine(message: string | undefined): string | undefined {
  return message?.trim().split("\n").at(-1) || undefined;
}

function probeTrouble(pod: Pod, events: readonly Event[]): Found | undefined {
  const statuses = pod.status?.containerStatuses ?? [];
  const unready = statuses.find(({ ready, state }) => !ready && state?.running);
  if (!unready) return undefined;
  const told = events
    .filter(({ involvedObject, reason }) => involvedObject.uid === pod.metadata.uid && reason === "Unhealthy")
    .sort((a, b) => (String(a.lastTimestamp ?? "") < String(b.lastTimestamp ?? "") ? 1 : -1))[0];
  const found = /^(Readiness|Liveness|Startup) probe (?:failed|errored)[^:]*:?\s*(.*)$/s.exec(told?.message ?? "");
  if (found) {
    const [, probe = "Readiness", heard = ""] = found;
    return {
      kind: "probe",
      container: unready.name,
      says: `fails its ${probe.toLowerCase()} probe${heard.trim() ? `: ${heard.trim()}` : ""}`,
      probe: probe.toLowerCase(),
      quote: heard.trim() || undefined,
    };
  }
  const container = pod.spec.containers.find(({ name }) => name === unready.name);
  const hasProbe = container?.readinessProbe !== undefined || container?.startupProbe !== undefined;
  return hasProbe ? { kind: "unready", container: unready.name, says: "runs, but is not ready yet" } : undefined;
}
